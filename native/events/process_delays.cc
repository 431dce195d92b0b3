#include "process_delays.h"

#include <cerrno>

#include "../proc/process_stat.h"
#include "../process/process_directory.h"

namespace ntop {

int readDelays(const std::string& procRoot, const Identity& identity, Delays& delays) {
  UniqueFd process;
  if (const int error = openProcess(procRoot, identity, process)) return error;
  std::string text;
  if (const int error = readRecord(process.get(), "stat", text)) return error == ENOENT ? ESRCH : error;
  const auto stat = proc::parseProcessStat(text);
  if (!stat) return EIO;
  std::vector<Delays> found;
  DelayReader reader(procRoot);
  reader.read({{identity.pid, static_cast<int>(stat->threads), true}}, found);
  // It was asked for by PID: the directory being alive still, that was the process's all the time.
  uint64_t startTicks = 0;
  if (const int error = readStart(process.get(), "stat", startTicks)) return error;
  delays = found.front();
  return 0;
}

}  // namespace ntop
