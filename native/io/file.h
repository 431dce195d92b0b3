#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ntop {

// Owns a file descriptor and closes it.
class UniqueFd {
 public:
  explicit UniqueFd(int fd = -1) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd();

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

// A duplicate, for threads that may outlive the opener.
std::shared_ptr<const UniqueFd> shareFile(int fd);

// Where errno says why not, they own nothing. A pipe without a writer, as in a made up /proc, is not waited for.
UniqueFd openFile(int directory, const char* path);
UniqueFd openDirectory(int parent, const char* path);

// False of pipes, devices and directories.
bool isRegular(const UniqueFd& fd);

// How the end of a file is known: from a read that gives nothing, or already from one that gives less than it could.
enum class End { kEmptyRead, kShortRead };

// Fills `text` with the file, reusing its memory. Returns 0 or an errno. Reads no more than `most` bytes, and no device
// without an end.
int readFile(int directory, const char* path, std::string& text, size_t most, End end = End::kEmptyRead);

// The same for files that the kernel writes in one go, such as /proc/PID/stat, however long: a short read is their end.
int readRecord(int directory, const char* path, std::string& text);

// The same for open files, which may be read from the beginning over and over.
int readOpen(const UniqueFd& fd, std::string& text, size_t most, End end = End::kEmptyRead);
int readOpenRecord(const UniqueFd& fd, std::string& text);

// A symbolic link's target; 0 or an errno.
int readLink(int directory, const char* path, std::string& target);

// Names in a directory that are whole numbers (PIDs, descriptors), from the beginning.
// Returns 0 or an errno; what was read until then is in `numbers`.
int listNumbers(int directory, std::vector<int32_t>& numbers, size_t most = SIZE_MAX);

// All names in a directory but . and .. ; 0 or an errno.
int listNames(int directory, std::vector<std::string>& names);

}  // namespace ntop
