#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where control groups are; see cgroups(7).
namespace ntop::proc {

// Where a process is in the hierarchy that has a controller.
struct CgroupPlace {
  int version = 2;
  std::string_view path;  // points into the text
};

// From proc_pid_cgroup(5). A machine may have both versions; then version 1 counts if the controller is among its own.
std::optional<CgroupPlace> parseCgroupOf(std::string_view text, std::string_view controller);

// Where a hierarchy can be seen: its group `root` is the directory `point`.
struct CgroupMount {
  int version = 2;
  std::string root;
  std::string point;
  std::string options;  // of version 1: its controllers are among them
};

// All that are mounted, from proc_pid_mountinfo(5).
std::vector<CgroupMount> parseCgroupMounts(std::string_view mountinfo);

// Whether a hierarchy of version 1 has the controller.
bool hasController(const CgroupMount& mount, std::string_view controller);

// Where a group lies below the mount's directory: empty, or a path that begins with a slash. Nothing when it lies
// elsewhere, as groups outside of a container do.
std::optional<std::string_view> pathBelow(const CgroupMount& mount, std::string_view path);

// The bytes, or tasks, that a file such as memory.max allows; kUnlimited when it says max, or more than any machine has,
// which is how version 1 says it.
constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();
std::optional<uint64_t> parseLimit(std::string_view text);

}  // namespace ntop::proc
