#include "threads.h"

#include <unistd.h>

#include <cerrno>

#include "../io/file.h"
#include "../proc/process_stat.h"

namespace ntop {

int readThreads(int process, size_t most, std::vector<ThreadLine>& threads) {
  const UniqueFd tasks = openDirectory(process, "task");
  if (!tasks) return errno;
  std::vector<int32_t> ids;
  const int error = listNumbers(tasks.get(), ids, most);
  const auto ticksPerSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  std::string text;
  for (const int32_t id : ids) {
    if (readRecord(tasks.get(), (std::to_string(id) + "/stat").c_str(), text) != 0) continue;
    const auto stat = proc::parseProcessStat(text);
    if (!stat) continue;
    threads.push_back({id, std::string(stat->name), stat->state, static_cast<double>(stat->userTicks) / ticksPerSecond,
                       static_cast<double>(stat->systemTicks) / ticksPerSecond});
  }
  return error;
}

}  // namespace ntop
