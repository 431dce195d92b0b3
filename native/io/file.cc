#include "file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

#include "syscalls.h"

namespace ntop {

namespace {

// Most records are shorter.
constexpr size_t kFirstBytes = 4096;
// The longest is a status, which lists a user's groups: up to 65536.
constexpr size_t kMostRecordBytes = 4u << 20;

// Of more than this it is asked whether it is a file at all: seldom, for that takes a call.
constexpr size_t kUsualBytes = 64u << 10;

// Most files end within the first read: room for more in `text` would have to be filled with zeros.
ssize_t readFirst(int fd, std::string& text, size_t room) {
  char buffer[kFirstBytes];
  ssize_t got = 0;
  do {
    countSyscalls();
    got = pread(fd, buffer, room, 0);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return -errno;
  text.assign(buffer, static_cast<size_t>(got));
  return got;
}

// Reads on from where `text` ends; the bytes read, or a negative errno.
ssize_t readMore(int fd, std::string& text, size_t room) {
  if (text.empty() && room <= kFirstBytes) return readFirst(fd, text, room);
  const size_t had = text.size();
  text.resize(had + room);
  ssize_t got = 0;
  do {
    countSyscalls();
    got = pread(fd, &text[had], room, static_cast<off_t>(had));
  } while (got < 0 && errno == EINTR);
  const int error = errno;
  text.resize(had + (got > 0 ? static_cast<size_t>(got) : 0));
  return got < 0 ? -error : got;
}

// Calls `take` with each name until it returns false.
template <typename Take>
int listEach(int directory, Take take) {
  countSyscalls();
  if (lseek(directory, 0, SEEK_SET) < 0) return errno;
  alignas(dirent64) char buffer[32768];
  for (;;) {
    countSyscalls();
    const long got = syscall(SYS_getdents64, directory, buffer, sizeof buffer);
    if (got < 0) return errno;
    if (got == 0) return 0;
    for (long at = 0; at < got;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer + at);
      if (!take(std::string_view(entry->d_name))) return 0;
      at += entry->d_reclen;
    }
  }
}

}  // namespace

UniqueFd::~UniqueFd() {
  if (fd_ < 0) return;
  countSyscalls();
  close(fd_);
}

std::shared_ptr<const UniqueFd> shareFile(int fd) {
  return std::make_shared<const UniqueFd>(fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

UniqueFd openFile(int directory, const char* path) {
  countSyscalls();
  return UniqueFd(openat(directory, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

UniqueFd openDirectory(int parent, const char* path) {
  countSyscalls();
  return UniqueFd(openat(parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

bool isRegular(const UniqueFd& fd) {
  countSyscalls();
  struct stat file {};
  return fstat(fd.get(), &file) == 0 && S_ISREG(file.st_mode);
}

int readOpen(const UniqueFd& fd, std::string& text, size_t most, End end) {
  text.clear();
  size_t room = kFirstBytes;
  while (text.size() < most) {
    const size_t asked = std::min(room, most - text.size());
    const ssize_t got = readMore(fd.get(), text, asked);
    if (got < 0) return static_cast<int>(-got);
    if (got == 0 || (end == End::kShortRead && static_cast<size_t>(got) < asked)) break;
    if (room < kUsualBytes && text.size() >= kUsualBytes && !isRegular(fd)) return EINVAL;
    room = std::max(room, text.size());
  }
  return 0;
}

int readOpenRecord(const UniqueFd& fd, std::string& text) {
  return readOpen(fd, text, kMostRecordBytes, End::kShortRead);
}

int readFile(int directory, const char* path, std::string& text, size_t most, End end) {
  text.clear();
  const UniqueFd fd = openFile(directory, path);
  return fd ? readOpen(fd, text, most, end) : errno;
}

int readRecord(int directory, const char* path, std::string& text) {
  text.clear();
  const UniqueFd fd = openFile(directory, path);
  return fd ? readOpenRecord(fd, text) : errno;
}

int readLink(int directory, const char* path, std::string& target) {
  target.resize(4096);
  countSyscalls();
  const ssize_t length = readlinkat(directory, path, target.data(), target.size());
  const int error = errno;
  target.resize(length > 0 ? static_cast<size_t>(length) : 0);
  return length < 0 ? error : 0;
}

int listNumbers(int directory, std::vector<int32_t>& numbers, size_t most) {
  numbers.clear();
  return listEach(directory, [&](std::string_view name) {
    int32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool whole = error == std::errc() && end == name.data() + name.size() && number >= 0;
    if (whole) numbers.push_back(number);
    return numbers.size() < most;
  });
}

int listNames(int directory, std::vector<std::string>& names) {
  names.clear();
  return listEach(directory, [&](std::string_view name) {
    if (name != "." && name != "..") names.emplace_back(name);
    return true;
  });
}

}  // namespace ntop
