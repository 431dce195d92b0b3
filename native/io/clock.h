#pragma once

#include <ctime>

namespace ntop {

// Seconds on a clock of clock_gettime(2).
inline double secondsOn(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace ntop
