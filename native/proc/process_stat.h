#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ntop::proc {

// What ntop reads of /proc/PID/stat, in the kernel's own units. See proc_pid_stat(5).
struct ProcessStat {
  std::string_view name;  // points into the parsed text
  char state = '?';
  int32_t ppid = 0;
  int32_t processGroupId = 0;
  int32_t sessionId = 0;
  int32_t terminalDevice = 0;
  uint32_t flags = 0;
  uint64_t minorFaults = 0;
  uint64_t majorFaults = 0;
  uint64_t userTicks = 0;
  uint64_t systemTicks = 0;
  // Of children that have ended and were waited for.
  uint64_t childUserTicks = 0;
  uint64_t childSystemTicks = 0;
  int32_t priority = 0;
  int32_t nice = 0;
  int32_t threads = 0;
  uint64_t startTicks = 0;  // since boot
  // Sandboxes write shorter lines; what is missing there is left open.
  std::optional<uint64_t> virtualBytes;
  std::optional<uint64_t> residentPages;
  int32_t processor = -1;
  std::optional<uint64_t> ioWaitTicks;
};

// Flags: PF_KTHREAD and PF_FORKNOEXEC of the kernel's sched.h.
constexpr uint32_t kKernelThread = 0x200000;
constexpr uint32_t kForkedNotExeced = 0x40;

// Empty unless every field up to the start time is there and well formed.
std::optional<ProcessStat> parseProcessStat(std::string_view text);

}  // namespace ntop::proc
