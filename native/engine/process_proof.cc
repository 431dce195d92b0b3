#include <cerrno>

#include "../io/clock.h"
#include "../process/cpu_clock.h"
#include "../process/identity.h"
#include "process_reader.h"

// How the reader checks that a PID still belongs to the same process.
namespace ntop {

namespace {

size_t at(int slot) { return static_cast<size_t>(slot); }

Identity identityOf(const ProcessColumns& columns, int slot) {
  return {columns.pid[at(slot)], static_cast<uint64_t>(columns.startTicks[at(slot)]),
          static_cast<uint64_t>(columns.pidfdInode[at(slot)])};
}

}  // namespace

bool ProcessReader::isStill(int slot, int64_t clock) {
  const ProcessColumns& columns = table_.columns;
  int64_t now = 0;
  const Identity identity = identityOf(columns, slot);
  if (readCpuClock(identity.pid, now) != 0) return false;
  if (now == clock) return true;
  const std::string stat = std::to_string(identity.pid) + "/stat";
  int error = proveNow(proc_.get(), stat.c_str(), identity);
  if (error == EMFILE || error == ENFILE) {
    held_.releaseAll();
    error = proveNow(proc_.get(), stat.c_str(), identity);
  }
  return error != kOtherProcess && classify(error) != Reading::kGone;
}

// A PID can be reused within the tick of a start time. So a process seen that early is checked
// again by its pidfd, and so is one with a change that is rare.
bool ProcessReader::isSameLifetime(int slot, Task task, const proc::ProcessStat& stat) {
  const ProcessColumns& columns = table_.columns;
  const size_t row = at(slot);
  if (columns.startTicks[row] != static_cast<double>(stat.startTicks)) return false;
  if (columns.threadGroupId[row] != task.threadGroupId) return false;
  const bool odd = notes_[row].young || columns.ppid[row] != stat.ppid ||
                   stat.userTicks + stat.systemTicks < notes_[row].ticks ||
                   table_.text(Text::kName, slot) != stat.name;
  if (!odd || columns.pidfdInode[row] == 0) return true;
  const bool young = isYoung(columns.startTicks[row]);
  const UniqueFd pidfd = openPidfd(task.id);
  if (!pidfd) return true;
  notes_[row].young = young;
  return proveByInode(pidfd, identityOf(columns, slot)) == 0;
}

bool ProcessReader::isYoung(double startTicks) const { return isYoungAt(secondsOn(CLOCK_BOOTTIME), startTicks); }

bool ProcessReader::isYoungAt(double bootSeconds, double startTicks) const {
  return bootSeconds * ticksPerSecond_ < startTicks + 2;
}

}  // namespace ntop
