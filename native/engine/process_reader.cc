#include "process_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <optional>

#include "../clock.h"
#include "../proc/process_files.h"

namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
// As much as the kernel lets arguments have by default.
constexpr size_t kMostCommandLineBytes = 2u << 20;
constexpr size_t kMostCgroupBytes = 64u << 10;

// PF_* of the kernel's sched.h
constexpr uint32_t kKernelThread = 0x200000;
constexpr uint32_t kForkedNotExeced = 0x40;

Reading classify(int error) {
  switch (error) {
    case 0:
      return Reading::kRead;
    case ENOENT:
    case ESRCH:
      return Reading::kGone;
    case EACCES:
    case EPERM:
      return Reading::kDenied;
    default:
      return Reading::kUnsure;
  }
}

bool canGivePidfdInodes() {
  const UniqueFd pidfd = openPidfd(getpid());
  return pidfd && pidfdInode(pidfd) != 0;
}

double toDouble(std::optional<uint64_t> number) { return number ? static_cast<double>(*number) : kUnknown; }

size_t at(int slot) { return static_cast<size_t>(slot); }

}  // namespace

ProcessReader::ProcessReader(const UniqueFd& proc, bool isRealProc, ProcessTable& table, UserNames& userNames)
    : proc_(proc),
      table_(table),
      userNames_(userNames),
      hasPidfdInodes_(isRealProc && canGivePidfdInodes()),
      ticksPerSecond_(static_cast<double>(sysconf(_SC_CLK_TCK))),
      pageBytes_(static_cast<double>(sysconf(_SC_PAGESIZE))) {}

Reading ProcessReader::read(Task task, const Wanted& wanted) {
  directory_ = std::to_string(task.threadGroupId) + "/";
  if (task.id != task.threadGroupId) directory_ += "task/" + std::to_string(task.id) + "/";

  const int slot = table_.find(task.id);
  if (slot < 0) return meet(task, wanted);
  proc::ProcessStat stat;
  const Reading reading = readStat(stat);
  if (reading != Reading::kRead) return reading;
  if (!isSameLifetime(slot, task, stat)) {
    table_.remove(slot);
    return meet(task, wanted);
  }
  const bool execed = ((table_.columns.flags[at(slot)] ^ stat.flags) & kForkedNotExeced) != 0;
  const bool renamed = table_.setText(Text::kName, slot, stat.name);
  store(slot, stat);
  readRest(slot, stat, wanted, execed || renamed);
  return Reading::kRead;
}

Reading ProcessReader::readStat(proc::ProcessStat& stat) {
  const int error = readRecord(proc_.get(), path("stat"), statText_);
  if (error != 0) return classify(error);
  const auto parsed = proc::parseProcessStat(statText_);
  if (!parsed) return Reading::kUnsure;
  stat = *parsed;
  return Reading::kRead;
}

// Opening the pidfd first and asking last whether it still holds proves that all between is of one process.
Reading ProcessReader::meet(Task task, const Wanted& wanted) {
  const UniqueFd pidfd = hasPidfdInodes_ ? openPidfd(task.id) : UniqueFd();
  if (hasPidfdInodes_ && !pidfd && classify(errno) != Reading::kDenied) return classify(errno);
  proc::ProcessStat stat;
  const Reading reading = readStat(stat);
  if (reading != Reading::kRead) return reading;

  const int slot = table_.add(task.id);
  if (at(slot) >= notes_.size()) notes_.resize(table_.columns.serial.size());
  notes_[at(slot)] = {};
  table_.columns.threadGroupId[at(slot)] = task.threadGroupId;
  table_.columns.uid[at(slot)] = std::numeric_limits<uint32_t>::max();  // nobody's, lest it be the last tenant's
  table_.columns.pidfdInode[at(slot)] = pidfd ? static_cast<double>(pidfdInode(pidfd)) : 0;
  table_.setText(Text::kName, slot, stat.name);
  store(slot, stat);
  readRest(slot, stat, wanted, true);
  notes_[at(slot)].young = isYoung(table_.columns.startTicks[at(slot)]);
  if (!pidfd || pidfdHolds(pidfd)) return Reading::kRead;
  table_.remove(slot);
  return Reading::kGone;
}

// A PID can come round within the tick that start times are counted in. So a process seen that early is looked at
// again by its pidfd, and so is one of which something changed that rarely does.
bool ProcessReader::isSameLifetime(int slot, Task task, const proc::ProcessStat& stat) {
  const ProcessColumns& columns = table_.columns;
  const size_t row = at(slot);
  if (columns.startTicks[row] != static_cast<double>(stat.startTicks)) return false;
  if (columns.threadGroupId[row] != task.threadGroupId) return false;
  const double cpuSeconds = static_cast<double>(stat.userTicks + stat.systemTicks) / ticksPerSecond_;
  const bool odd = notes_[row].young || columns.ppid[row] != stat.ppid || cpuSeconds < columns.cpuSeconds[row] ||
                   table_.text(Text::kName, slot) != stat.name;
  if (!odd || columns.pidfdInode[row] == 0) return true;
  const bool young = isYoung(columns.startTicks[row]);
  const UniqueFd pidfd = openPidfd(task.id);
  if (!pidfd) return true;
  notes_[row].young = young;
  return columns.pidfdInode[row] == static_cast<double>(pidfdInode(pidfd));
}

bool ProcessReader::isYoung(double startTicks) const {
  return secondsOn(CLOCK_BOOTTIME) * ticksPerSecond_ < startTicks + 2;
}

void ProcessReader::store(int slot, const proc::ProcessStat& stat) {
  ProcessColumns& columns = table_.columns;
  const size_t row = at(slot);
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
  columns.cpuSeconds[row] = static_cast<double>(stat.userTicks + stat.systemTicks) / ticksPerSecond_;
  columns.virtualBytes[row] = toDouble(stat.virtualBytes);
  columns.minorFaults[row] = static_cast<double>(stat.minorFaults);
  columns.majorFaults[row] = static_cast<double>(stat.majorFaults);
}

// `renewed`: it may be running another program than when it was last read.
void ProcessReader::readRest(int slot, const proc::ProcessStat& stat, const Wanted& wanted, bool renewed) {
  readOwner(slot);
  readMemory(slot, stat);
  readIo(slot, wanted.io, renewed);
  readCommandLine(slot, wanted.refresh || renewed);
  readCgroup(slot, wanted.cgroup, wanted.refresh);
}

void ProcessReader::readOwner(int slot) {
  struct stat file {};
  // The directory itself always belongs to the effective user, unlike the files in it.
  if (fstatat(proc_.get(), directory_.c_str(), &file, 0) != 0) return;
  table_.columns.uid[at(slot)] = file.st_uid;
  userNames_.meet(file.st_uid);
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
  const bool read = readRecord(proc_.get(), path("statm"), text_) == 0;
  const auto statm = read ? proc::parseStatm(text_) : std::nullopt;
  columns.residentBytes[at(slot)] =
      statm ? static_cast<double>(statm->residentPages) * pageBytes_ : toDouble(stat.residentPages) * pageBytes_;
  columns.sharedBytes[at(slot)] = statm ? static_cast<double>(statm->sharedPages) * pageBytes_ : kUnknown;
}

void ProcessReader::readIo(int slot, bool wanted, bool renewed) {
  ProcessColumns& columns = table_.columns;
  columns.readBytes[at(slot)] = kUnknown;
  columns.writeBytes[at(slot)] = kUnknown;
  Note& note = notes_[at(slot)];
  if (!wanted || (note.ioDenied && !renewed)) return;
  const int error = readRecord(proc_.get(), path("io"), text_);
  note.ioDenied = error == EACCES || error == EPERM;
  if (error != 0) return;
  const proc::ProcessIo io = proc::parseProcessIo(text_);
  columns.readBytes[at(slot)] = toDouble(io.readBytes);
  columns.writeBytes[at(slot)] = toDouble(io.writeBytes);
}

// A thread shares its process's line, which is kept there alone.
void ProcessReader::readCommandLine(int slot, bool due) {
  const ProcessColumns& columns = table_.columns;
  if (columns.threadGroupId[at(slot)] != columns.pid[at(slot)]) return;
  const bool hasNone = (columns.flags[at(slot)] & kKernelThread) != 0 || columns.state[at(slot)] == 'Z';
  if (hasNone) {
    table_.setText(Text::kCommandLine, slot, {});
    return;
  }
  // Between exec and its end a line is empty for a moment, so an empty one is no answer for long.
  if (!due && !table_.text(Text::kCommandLine, slot).empty()) return;
  if (readFile(proc_.get(), path("cmdline"), text_, kMostCommandLineBytes) == 0) {
    table_.setText(Text::kCommandLine, slot, text_);
  }
}

void ProcessReader::readCgroup(int slot, bool wanted, bool due) {
  Note& note = notes_[at(slot)];
  if (!wanted) {
    if (note.cgroupRead) table_.setText(Text::kCgroup, slot, {});
    note.cgroupRead = false;
    return;
  }
  if (note.cgroupRead && !due) return;
  if (readFile(proc_.get(), path("cgroup"), text_, kMostCgroupBytes) != 0) return;
  table_.setText(Text::kCgroup, slot, proc::parseCgroup(text_));
  note.cgroupRead = true;
}

const char* ProcessReader::path(const char* file) {
  path_.assign(directory_).append(file);
  return path_.c_str();
}

}  // namespace ntop
