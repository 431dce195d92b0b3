#include <sys/stat.h>

#include <cerrno>
#include <limits>

#include "../io/syscalls.h"
#include "../proc/process_files.h"
#include "process_reader.h"

// What the reader writes into a process's row.
namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double toDouble(std::optional<uint64_t> number) { return number ? static_cast<double>(*number) : kUnknown; }

size_t at(int slot) { return static_cast<size_t>(slot); }

}  // namespace

void ProcessReader::store(int slot, const proc::ProcessStat& stat, const ReadMode& mode) {
  ProcessColumns& columns = table_.columns;
  const size_t row = at(slot);
  notes_[row].ticks = stat.userTicks + stat.systemTicks;
  notes_[row].livingThread = livingThread_;
  columns.ppid[row] = stat.ppid;
  columns.processGroupId[row] = stat.processGroupId;
  columns.sessionId[row] = stat.sessionId;
  columns.terminalDevice[row] = stat.terminalDevice;
  columns.priority[row] = stat.priority;
  columns.nice[row] = stat.nice;
  columns.threads[row] = stat.threads;
  columns.processor[row] = stat.processor;
  columns.flags[row] = stat.flags;
  columns.state[row] = static_cast<uint8_t>(stat.state);
  columns.startTicks[row] = static_cast<double>(stat.startTicks);
  columns.cpuSeconds[row] = mode.clock ? static_cast<double>(*mode.clock) / 1e9
                                         : static_cast<double>(notes_[row].ticks) / ticksPerSecond_;
  columns.virtualBytes[row] = toDouble(stat.virtualBytes);
  columns.minorFaults[row] = static_cast<double>(stat.minorFaults);
  columns.majorFaults[row] = static_cast<double>(stat.majorFaults);
  table_.markRow(slot);
}

void ProcessReader::readOwner(int slot) {
  struct stat file {};
  // The directory itself always belongs to the effective user, unlike the files in it.
  countSyscalls();
  if (fstatat(proc_.get(), directory_.c_str(), &file, 0) != 0) return;
  setOwner(slot, file.st_uid);
}

void ProcessReader::setOwner(int slot, uint32_t uid) {
  table_.columns.uid[at(slot)] = uid;
  userNames_.add(uid);
}

// From statm, where recent kernels count exactly; in stat the resident set lags behind.
void ProcessReader::readMemory(int slot, const proc::ProcessStat& stat) {
  ProcessColumns& columns = table_.columns;
  const int32_t leader = columns.threadGroupId[at(slot)];
  const int from = leader == columns.pid[at(slot)] ? -1 : table_.find(leader);
  if (from >= 0) {
    columns.residentBytes[at(slot)] = columns.residentBytes[at(from)];
    columns.sharedBytes[at(slot)] = columns.sharedBytes[at(from)];
    return;
  }
  const bool hasNone = (stat.flags & proc::kKernelThread) != 0 || stat.state == 'Z';
  const bool read = !hasNone && readStatm(slot) == 0;
  setMemory(slot, stat, read ? proc::parseStatm(text_) : std::nullopt);
}

void ProcessReader::setMemory(int slot, const proc::ProcessStat& stat, const std::optional<proc::Statm>& statm) {
  ProcessColumns& columns = table_.columns;
  const bool hasNone = (stat.flags & proc::kKernelThread) != 0 || stat.state == 'Z';
  columns.residentBytes[at(slot)] =
      statm ? static_cast<double>(statm->residentPages) * pageBytes_ : toDouble(stat.residentPages) * pageBytes_;
  columns.sharedBytes[at(slot)] = statm ? static_cast<double>(statm->sharedPages) * pageBytes_ : hasNone ? 0 : kUnknown;
}

int ProcessReader::readStatm(int slot) {
  if (livingThread_ != 0) {
    return readRecord(proc_.get(), (livingDirectoryOf(slot) + "statm").c_str(), text_);
  }
  HeldFiles::Pair* held = held_.find(slot);
  if (held != nullptr && held->statm) return readOpenRecord(held->statm, text_);
  UniqueFd file = open("statm");
  const int error = file ? readOpenRecord(file, text_) : errno;
  held = held_.find(slot);  // opening may have let go of it
  if (held != nullptr && error == 0) held->statm = std::move(file);
  return error;
}

}  // namespace ntop
