#include "process_delays.h"

#include <limits>
#include <utility>

#include "../process/cpu_clock.h"

namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
// Without rights each thread takes a file: of more than these only rows on the screen are added up.
constexpr int kManyThreads = 64;

size_t at(int slot) { return static_cast<size_t>(slot); }

// A process that took over the PID meanwhile has used less.
bool isSame(int32_t pid, int64_t clock) {
  int64_t now = 0;
  return clock < 0 || (readCpuClock(pid, now) == 0 && now >= clock);
}

}  // namespace

void ProcessDelays::ask(int slot, int64_t clock, bool isVisible) {
  const ProcessColumns& columns = table_.columns;
  const int threads = columns.threads[at(slot)];
  asked_.push_back({slot, columns.serial[at(slot)], clock});
  questions_.push_back({columns.pid[at(slot)], threads, isVisible || threads <= kManyThreads});
}

void ProcessDelays::read() {
  reader_.read(questions_, found_);
  for (size_t index = 0; index < asked_.size(); ++index) store(asked_[index], found_[index]);
  asked_.clear();
  questions_.clear();
}

// What speaks of the first thread alone says nothing of the process.
void ProcessDelays::store(const Asked& asked, const Delays& delays) {
  ProcessColumns& columns = table_.columns;
  const size_t row = at(asked.slot);
  if (columns.serial[row] != asked.serial || !isSame(columns.pid[row], asked.clock)) return;
  if (isOfOthers(asked, delays.of)) return forget(asked.slot);
  const bool isWhole = delays.of != Delays::Of::kMainThread;
  columns.cpuDelaySeconds[row] = isWhole ? delays.cpuSeconds : kUnknown;
  columns.contextSwitches[row] = isWhole ? delays.turns : kUnknown;
  columns.blockIoDelaySeconds[row] = delays.blockIoSeconds;
  columns.memoryDelaySeconds[row] = delays.swapSeconds + delays.reclaimSeconds;
  table_.markRow(asked.slot);
}

// Where threads are added up, one that ended has taken its share with it; and what one source counts is not what another does.
bool ProcessDelays::isOfOthers(const Asked& asked, Delays::Of of) {
  const size_t row = at(asked.slot);
  if (kept_.size() <= row) kept_.resize(table_.room());
  const Kept before = std::exchange(kept_[row], {asked.serial, of, table_.columns.threads[row]});
  const bool wasKnown = before.of == Delays::Of::kProcess || before.of == Delays::Of::kThreads;
  if (before.serial != asked.serial || !wasKnown) return false;
  return before.of != of || (of == Delays::Of::kThreads && table_.columns.threads[row] < before.threads);
}

void ProcessDelays::forget(int slot) {
  ProcessColumns& columns = table_.columns;
  columns.cpuDelaySeconds[at(slot)] = kUnknown;
  columns.contextSwitches[at(slot)] = kUnknown;
  columns.blockIoDelaySeconds[at(slot)] = kUnknown;
  columns.memoryDelaySeconds[at(slot)] = kUnknown;
  table_.markRow(slot);
}

void ProcessDelays::clear() {
  for (int slot = 0; slot < table_.slots(); ++slot) forget(slot);
}

}  // namespace ntop
