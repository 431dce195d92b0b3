#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ntop::proc {

// One line of proc_pid_mountinfo(5).
struct MountInfo {
  int64_t id = 0;
  int64_t parent = 0;
  uint32_t major = 0;
  uint32_t minor = 0;
  std::string root;  // what of the file system is mounted
  bool rootDeleted = false;
  std::string mountPoint;
  std::string options;
  std::string type;
  std::string source;
  std::string superOptions;
};
std::vector<MountInfo> parseMountInfo(std::string_view text);

// Whether a list such as rw,errors=remount-ro has this option.
bool hasOption(std::string_view options, std::string_view option);

}  // namespace ntop::proc
