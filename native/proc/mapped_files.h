#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ntop::proc {

// A file that is mapped, from proc_pid_maps(5).
struct MappedFile {
  std::string range;  // of addresses, as map_files names it
  uint32_t major = 0;
  uint32_t minor = 0;
  uint64_t inode = 0;
};

// The files of which the text says that they are deleted, each once.
std::vector<MappedFile> parseDeletedMappings(std::string_view text);

}  // namespace ntop::proc
