#include "boot_time.h"

#include <fcntl.h>

#include "../io/clock.h"
#include "../io/file.h"
#include "../proc/system_stat.h"

namespace ntop {

std::optional<double> bootSeconds(const std::string& procRoot) {
  // The kernel's btime is the same in whole seconds.
  if (procRoot == "/proc") return secondsOn(CLOCK_REALTIME) - secondsOn(CLOCK_BOOTTIME);
  constexpr size_t kMostBytes = 16u << 20;
  std::string text;
  if (readFile(AT_FDCWD, (procRoot + "/stat").c_str(), text, kMostBytes) != 0) return {};
  const auto btime = proc::parseSystemStat(text).bootTimeSeconds;
  if (!btime) return {};
  return static_cast<double>(*btime);
}

}  // namespace ntop
