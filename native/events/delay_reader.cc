#include "delay_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <limits>
#include <utility>

#include "../proc/process_files.h"
#include "../process/own_proc.h"

namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double seconds(uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

// A process that was started while nothing was counted has zeros everywhere for ever. Of the others nearly each has copied
// a page since its fork.
bool hasCounted(const TaskStats& stats) {
  return stats.blockIoCount > 0 || stats.swapCount > 0 || stats.reclaimCount > 0 || stats.thrashingCount.value_or(0) > 0 ||
         stats.compactCount.value_or(0) > 0 || stats.copyCount.value_or(0) > 0 || stats.interruptCount.value_or(0) > 0;
}

}  // namespace

Delays::Delays()
    : cpuSeconds(kUnknown),
      turns(kUnknown),
      blockIoSeconds(kUnknown),
      swapSeconds(kUnknown),
      reclaimSeconds(kUnknown),
      thrashingSeconds(kUnknown) {}

Delays delaysOf(const TaskStats& process, bool counted) {
  Delays delays;
  // A kernel without delay accounting has zeros here.
  if (process.cpuNanoseconds == 0) return delays;
  delays.of = Delays::Of::kProcess;
  delays.cpuSeconds = seconds(process.cpuDelayNanoseconds);
  delays.turns = static_cast<double>(process.cpuTurns);
  if (!counted || !hasCounted(process)) return delays;
  delays.blockIoSeconds = seconds(process.blockIoDelayNanoseconds);
  delays.swapSeconds = seconds(process.swapDelayNanoseconds);
  delays.reclaimSeconds = seconds(process.reclaimDelayNanoseconds);
  if (process.thrashingDelayNanoseconds) delays.thrashingSeconds = seconds(*process.thrashingDelayNanoseconds);
  return delays;
}

DelayReader::DelayReader(std::string procRoot) : procRoot_(std::move(procRoot)) {}

void DelayReader::read(const std::vector<DelayQuestion>& questions, std::vector<Delays>& found) {
  if (!begun_) {
    begun_ = true;
    if (procRoot_ == "/proc" && isProcOurs()) queries_ = std::make_unique<TaskQueries>();
    switch_ = openFile(AT_FDCWD, (procRoot_ + "/sys/kernel/task_delayacct").c_str());
  }
  const bool counted = isCounted();
  std::vector<std::optional<TaskStats>> sums(questions.size());
  const bool answers = mayAsk();
  whyNotAll_ = queries_ == nullptr ? "the PIDs are those of another /proc" : queries_->reason();
  if (answers && !counted) whyNotAll_ = "the setting kernel.task_delayacct is off";
  if (answers) {
    std::vector<int32_t> pids;
    pids.reserve(questions.size());
    for (const DelayQuestion& question : questions) pids.push_back(question.pid);
    queries_->ofProcesses(pids, sums);
  }
  found.assign(questions.size(), Delays());
  for (size_t index = 0; index < questions.size(); ++index) {
    if (sums[index]) found[index] = delaysOf(*sums[index], counted);
    if (found[index].of == Delays::Of::kNothing) found[index] = fromFiles(questions[index]);
  }
}

// Kernels before 5.14 always count, and have no such file.
bool DelayReader::isCounted() { return !switch_ || readOpen(switch_, text_, 16) != 0 || text_.substr(0, 1) != "0"; }

Delays DelayReader::fromFiles(const DelayQuestion& question) {
  const std::string directory = procRoot_ + "/" + std::to_string(question.pid);
  Delays delays;
  if (question.threads <= 1 || !question.eachThread) {
    const bool isRead = addFile(directory + "/schedstat", delays);
    if (isRead) delays.of = question.threads > 1 ? Delays::Of::kMainThread : Delays::Of::kProcess;
    return delays;
  }
  const UniqueFd tasks = openDirectory(AT_FDCWD, (directory + "/task").c_str());
  std::vector<int32_t> threads;
  if (!tasks || listNumbers(tasks.get(), threads) != 0) return delays;
  for (const int32_t thread : threads) {
    // One that has ended since it was listed is left out.
    const bool isRead = addFile(directory + "/task/" + std::to_string(thread) + "/schedstat", delays);
    if (isRead) delays.of = Delays::Of::kThreads;
  }
  return delays;
}

DelaySource tryDelays(const std::string& procRoot) {
  DelayReader reader(procRoot);
  std::vector<Delays> found;
  reader.read({{static_cast<int32_t>(getpid()), 1, false}}, found);
  if (reader.knowsAll()) return {"all", "taskstats; kernel.task_delayacct is on, and counts for what began after that"};
  const bool isOff = reader.mayAsk();
  const std::string source = isOff ? "taskstats; for storage, swap, reclaim: sysctl kernel.task_delayacct=1"
                                   : "schedstat; no taskstats: " + reader.whyNotAll();
  return {found.front().of == Delays::Of::kNothing ? "none" : "for a CPU", source};
}

bool DelayReader::addFile(const std::string& path, Delays& delays) {
  if (readRecord(AT_FDCWD, path.c_str(), text_) != 0) return false;
  const auto stat = proc::parseSchedStat(text_);
  if (!stat) return false;
  const bool isFirst = delays.of == Delays::Of::kNothing;
  delays.cpuSeconds = (isFirst ? 0 : delays.cpuSeconds) + seconds(stat->delayNanoseconds);
  delays.turns = (isFirst ? 0 : delays.turns) + static_cast<double>(stat->turns);
  return true;
}

}  // namespace ntop
