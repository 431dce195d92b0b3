#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What /proc/PID says of where a task waits.
namespace ntop::proc {

// proc_pid_stack(5): the functions of the kernel, the innermost first. They point into the text.
std::vector<std::string_view> parseStack(std::string_view text);

// proc_pid_syscall(5): the system call that a task is in.
struct SystemCall {
  int64_t number = 0;
  std::array<uint64_t, 6> arguments{};
  uint64_t stackPointer = 0;
};
// Empty when it is in none or runs.
std::optional<SystemCall> parseSystemCall(std::string_view text);

// A mount of proc_pid_mountinfo(5).
struct MountPoint {
  std::string path;
  std::string deviceNumber;  // MAJOR:MINOR, the same in every mount namespace
  std::string type;  // nfs4, fuse.sshfs, ext4 …
};
std::optional<MountPoint> findMount(std::string_view mountinfo, int64_t mountId);

}  // namespace ntop::proc
