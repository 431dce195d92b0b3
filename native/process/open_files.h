#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

struct OpenFile {
  int32_t fd = 0;
  const char* kind = "";
  std::string path;
  const char* mode = "";
  std::optional<uint32_t> flags;  // of open(2)
  std::optional<int64_t> position;
};

// The open files of a process, at most so many; `process` is its open directory in /proc. Those that are closed meanwhile
// and those whose path is too long to tell are left out. 0 or an errno.
int readOpenFiles(int process, size_t most, std::vector<OpenFile>& openFiles);

}  // namespace ntop
