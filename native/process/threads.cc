#include "threads.h"

#include <unistd.h>

#include <cerrno>

#include "../io/file.h"
#include "../proc/process_stat.h"

namespace ntop {

namespace {

// Of thousands of threads, one of the first is alive, or it hardly matters which one is used.
constexpr size_t kMostAsked = 256;

// The lower, the better the thread represents the process.
constexpr int kEnded = 3;
int rankOf(char state) {
  switch (state) {
    case 'R':
      return 0;
    case 'D':
      return 1;
    case 'Z':
    case 'X':
    case 'x':
      return kEnded;
    default:
      return 2;
  }
}

}  // namespace

int readThreads(int process, size_t most, ThreadLines& threads) {
  const UniqueFd tasks = openDirectory(process, "task");
  if (!tasks) return errno;
  std::vector<int32_t> ids;
  const int error = listNumbers(tasks.get(), ids);
  threads.total = ids.size();
  if (ids.size() > most) ids.resize(most);
  const auto ticksPerSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  std::string text;
  for (const int32_t id : ids) {
    if (readRecord(tasks.get(), (std::to_string(id) + "/stat").c_str(), text) != 0) continue;
    const auto stat = proc::parseProcessStat(text);
    if (!stat) continue;
    threads.lines.push_back({id, std::string(stat->name), stat->state, static_cast<double>(stat->userTicks) / ticksPerSecond,
                       static_cast<double>(stat->systemTicks) / ticksPerSecond});
  }
  return error;
}

std::optional<LivingThread> findLivingThread(int process) {
  std::vector<int32_t> ids;
  const UniqueFd tasks = openDirectory(process, "task");
  if (!tasks || listNumbers(tasks.get(), ids, kMostAsked) != 0) return {};
  std::optional<LivingThread> best;
  std::string text;
  for (const int32_t id : ids) {
    if (readRecord(tasks.get(), (std::to_string(id) + "/stat").c_str(), text) != 0) continue;
    const auto stat = proc::parseProcessStat(text);
    if (!stat || rankOf(stat->state) >= (best ? rankOf(best->state) : kEnded)) continue;
    best = LivingThread{id, stat->state, stat->processor, stat->virtualBytes, stat->residentPages};
    if (rankOf(best->state) == 0) break;
  }
  return best;
}

UniqueFd openLivingThread(int process) {
  std::string text;
  if (readRecord(process, "stat", text) != 0) return UniqueFd();
  const auto stat = proc::parseProcessStat(text);
  const auto thread = stat && hasLostFirstThread(*stat) ? findLivingThread(process) : std::nullopt;
  return thread ? openDirectory(process, ("task/" + std::to_string(thread->id)).c_str()) : UniqueFd();
}

}  // namespace ntop
