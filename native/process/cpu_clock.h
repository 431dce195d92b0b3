#pragma once

#include <cerrno>
#include <cstdint>
#include <ctime>

#include "../io/syscalls.h"

namespace ntop {

// The CPU time of a whole process in nanoseconds, as clock_getcpuclockid(3) finds it: no descriptor, no text, no
// privilege. Returns 0 or an errno; EINVAL where no process has this PID, so for threads and the dead.
inline int readCpuClock(int32_t pid, int64_t& nanoseconds) {
  constexpr clockid_t kScheduled = 2;  // CPUCLOCK_SCHED of the kernel's posix-timers.h
  timespec time{};
  countSyscalls();
  if (clock_gettime(static_cast<clockid_t>(static_cast<uint32_t>(~pid) << 3 | kScheduled), &time) != 0) return errno;
  nanoseconds = static_cast<int64_t>(time.tv_sec) * 1000000000 + time.tv_nsec;
  return 0;
}

}  // namespace ntop
