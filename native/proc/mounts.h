#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ntop::proc {

// How a proc file system hides processes, from the text of /proc/self/mountinfo (proc_pid_mountinfo(5)): what its
// option hidepid says, such as 2 or invisible; empty when it hides none or nothing is mounted there.
std::string_view parseHidepid(std::string_view mountinfo, std::string_view mountPoint);

// One line of /proc/self/mounts (proc_pid_mounts(5)).
struct Mount {
  std::string device;
  std::string mountPoint;
  std::string type;
  std::string options;
};
std::vector<Mount> parseMounts(std::string_view text);

// From /proc/filesystems: types that lie on a device; zfs too, although it manages its devices itself.
std::vector<std::string_view> parseDiskFileSystems(std::string_view text);

// The device with these numbers in /proc/partitions; empty when it is not there.
std::string_view findPartition(std::string_view text, uint32_t major, uint32_t minor);

}  // namespace ntop::proc
