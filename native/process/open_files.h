#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

struct OpenFile {
  int32_t fd = 0;
  const char* kind = "";
  std::string path;  // without the kernel's remark that it was deleted
  bool deleted = false;
  bool answers = true;  // false: the file system that it is on is silent, so that its kind is unknown
  const char* mode = "";
  std::optional<uint32_t> flags;  // of open(2)
  std::optional<int64_t> position;
};

// The open files of a process; `process` is its open directory in /proc. Files that are closed meanwhile, or whose
// path is too long, are left out. Of more than `most` that many come; `total` says how many there are. 0 or an
// errno.
struct OpenFiles {
  std::vector<OpenFile> files;
  size_t total = 0;
};
int readOpenFiles(int process, size_t most, OpenFiles& openFiles);

}  // namespace ntop
