#pragma once

#include <cstdint>
#include <optional>

namespace ntop {

// What ntop needs of statx(2), which not every C library has whole.
struct FileStatus {
  uint32_t mode = 0;
  uint32_t links = 0;
  uint64_t inode = 0;
  uint64_t length = 0;
  uint64_t blocks = 0;  // of 512 bytes
  uint32_t major = 0;   // of its device
  uint32_t minor = 0;
  std::optional<int64_t> mountId;  // Linux 5.8
};

// Of a path, or of `directory` itself where that is empty; mounts nothing, and asks no server for what is known of it
// already. 0 or an errno.
int readFileStatus(int directory, const char* path, FileStatus& status);

}  // namespace ntop
