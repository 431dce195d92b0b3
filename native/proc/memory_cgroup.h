#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The control groups that count memory; see cgroups(7).
namespace ntop::proc {

// Where a process is in the hierarchy that counts its memory.
struct MemoryCgroup {
  int version = 2;
  std::string_view path;  // points into the text
};

// From proc_pid_cgroup(5). A machine may have both versions; then version 1 counts if memory is among its controllers.
std::optional<MemoryCgroup> parseMemoryCgroup(std::string_view text);

// Where a hierarchy can be seen: its group `root` is the directory `point`.
struct CgroupMount {
  int version = 2;
  std::string root;
  std::string point;
};

// Those of version 2, and of version 1 those that count memory, from proc_pid_mountinfo(5).
std::vector<CgroupMount> parseCgroupMounts(std::string_view mountinfo);

// Where a group lies below the mount's directory: empty, or a path that begins with a slash. Nothing when it lies
// elsewhere, as groups outside of a container do.
std::optional<std::string_view> pathBelow(const CgroupMount& mount, std::string_view path);

// The bytes that a file such as memory.max allows; kUnlimited when it says max, or more than any machine has, which is
// how version 1 says it.
constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();
std::optional<uint64_t> parseByteLimit(std::string_view text);

}  // namespace ntop::proc
