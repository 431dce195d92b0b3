#pragma once

#include <fcntl.h>

#include <cerrno>
#include <string>

#include "file.h"

namespace ntop {

// A file that the kernel writes from its memory and that is read over and over: opening it costs more than reading it.
class KeptFile {
 public:
  explicit KeptFile(const char* path) : path_(path) {}

  // 0 or an errno.
  int read(std::string& text, size_t most) {
    if (!fd_) fd_ = openFile(AT_FDCWD, path_);
    if (!fd_) return errno;
    const int error = readOpen(fd_, text, most);
    // Opened anew by the next read, should it have been of something that is gone.
    if (error != 0) fd_ = UniqueFd();
    return error;
  }

 private:
  const char* const path_;
  UniqueFd fd_;
};

}  // namespace ntop
