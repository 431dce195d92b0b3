#include "boot_time.h"

#include <fcntl.h>

#include "../io/clock.h"
#include "../io/file.h"
#include "../proc/system_stat.h"

namespace ntop {

namespace {

constexpr const char* kOwnRoot = "/proc";

// Between two readings of a clock lies what the thread waited for a CPU; the shortest of some waits is none.
double bootSecondsByClocks() {
  constexpr int kReadings = 3;
  double boot = 0;
  double shortest = 0;
  for (int reading = 0; reading < kReadings; ++reading) {
    const double before = secondsOn(CLOCK_BOOTTIME);
    const double now = secondsOn(CLOCK_REALTIME);
    const double after = secondsOn(CLOCK_BOOTTIME);
    if (reading != 0 && after - before >= shortest) continue;
    shortest = after - before;
    boot = now - (before + after) / 2;
  }
  return boot;
}

}  // namespace

std::optional<double> bootSeconds(const std::string& procRoot, std::optional<uint64_t> btime) {
  // The kernel's btime is the same in whole seconds, and in a container it may be the container's.
  if (procRoot == kOwnRoot) return bootSecondsByClocks();
  if (!btime) return {};
  return static_cast<double>(*btime);
}

std::optional<double> bootSeconds(const std::string& procRoot) {
  if (procRoot == kOwnRoot) return bootSecondsByClocks();
  constexpr size_t kMostBytes = 16u << 20;
  std::string text;
  if (readFile(AT_FDCWD, (procRoot + "/stat").c_str(), text, kMostBytes) != 0) return {};
  return bootSeconds(procRoot, proc::parseSystemStat(text).bootTimeSeconds);
}

}  // namespace ntop
