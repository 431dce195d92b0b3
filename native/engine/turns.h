#pragma once

#include <algorithm>
#include <cmath>

namespace ntop {

// How many processes that did not run are read again in a scan: changes by other processes, or memory that the kernel took
// from them, shows sooner or later. After a longer time more: a scan every few seconds takes no longer to come around.
inline int rereadsAfter(double seconds, int slots) {
  constexpr int kShare = 100;
  constexpr int kMost = 32;
  if (slots == 0) return 0;
  const double few = std::min(kMost, slots / kShare + 1);
  return static_cast<int>(std::min<double>(slots, std::ceil(few * std::max(1.0, seconds))));
}

// Rarely changing values of invisible processes are read again once in this many scans, and of those that did not run, which
// only others can have changed, in twice as many.
inline unsigned seldomScans(double seconds) {
  constexpr double kSeconds = 30;
  return static_cast<unsigned>(std::clamp(std::round(kSeconds / std::max(1.0, seconds)), 1.0, kSeconds));
}

inline unsigned sleepersScans(double seconds) { return 2 * seldomScans(seconds); }

}  // namespace ntop
