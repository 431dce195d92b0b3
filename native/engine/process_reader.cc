#include "process_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "../process/threads.h"

namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr uint32_t kNobody = std::numeric_limits<uint32_t>::max();

size_t at(int slot) { return static_cast<size_t>(slot); }

std::string pathOf(Task task) {
  const std::string process = std::to_string(task.threadGroupId) + "/";
  return task.id == task.threadGroupId ? process : process + "task/" + std::to_string(task.id) + "/";
}

}  // namespace

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

ProcessReader::ProcessReader(const UniqueFd& proc, ProcessTable& table, UserNames& userNames,
                             const Abilities& abilities)
    : proc_(proc),
      table_(table),
      userNames_(userNames),
      hasPidfdInodes_(abilities.hasPidfdInodes),
      isOwnProc_(abilities.isOwnProc),
      countsOpenFiles_(abilities.countsOpenFiles),
      ticksPerSecond_(static_cast<double>(sysconf(_SC_CLK_TCK))),
      pageBytes_(static_cast<double>(sysconf(_SC_PAGESIZE))),
      held_(abilities.mostHeldFiles) {}

Reading ProcessReader::read(Task task, const ReadMode& mode) {
  enter(task);
  renewed_ = false;
  const int slot = table_.find(task.id);
  if (slot < 0) return readNew(task, mode);
  const bool held = held_.find(slot) != nullptr;
  proc::ProcessStat stat;
  const Reading reading = readStat(slot, mode, stat);
  if (reading != Reading::kRead) return reading;
  // An open file belongs to the process it was opened for, or to none.
  const bool same = (held && held_.find(slot) != nullptr) || isSameLifetime(slot, task, stat);
  if (same) return update(slot, task, mode, stat);
  remove(slot);
  return readNew(task, mode);
}

void ProcessReader::enter(Task task) { directory_ = pathOf(task); }

std::string ProcessReader::directoryOf(int slot) const {
  return pathOf({table_.columns.pid[at(slot)], table_.columns.threadGroupId[at(slot)]});
}

std::string ProcessReader::livingDirectoryOf(int slot) const {
  const int32_t thread = notes_[at(slot)].livingThread;
  return directoryOf(slot) + (thread == 0 ? "" : "task/" + std::to_string(thread) + "/");
}

void ProcessReader::remove(int slot) {
  held_.release(slot);
  table_.remove(slot);
}

Reading ProcessReader::readStat(int slot, const ReadMode& mode, proc::ProcessStat& stat) {
  HeldFiles::Pair* held = slot < 0 ? nullptr : held_.find(slot);
  int error = held == nullptr ? ESRCH : readOpenRecord(held->stat, statText_);
  if (held != nullptr && error == 0) held->usedInScan = mode.scan;
  if (error != 0) {
    if (held != nullptr) held_.release(slot);
    opened_ = open("stat");
    error = opened_ ? readOpenRecord(opened_, statText_) : errno;
  }
  const auto parsed = error == 0 ? proc::parseProcessStat(statText_) : std::nullopt;
  if (parsed) stat = *parsed;
  if (parsed) askLivingThread(stat);
  if (!parsed || !mode.often) opened_ = UniqueFd();
  if (error != 0) return classify(error);
  return parsed ? Reading::kRead : Reading::kUnsure;
}

void ProcessReader::askLivingThread(proc::ProcessStat& stat) {
  livingThread_ = 0;
  if (!hasLostFirstThread(stat)) return;
  const UniqueFd process = openDirectory(proc_.get(), directory_.c_str());
  const auto thread = process ? findLivingThread(process.get()) : std::nullopt;
  if (!thread) return;
  livingThread_ = thread->id;
  stat.state = thread->state;
  stat.processor = thread->processor;
  stat.virtualBytes = thread->virtualBytes;
  stat.residentPages = thread->residentPages;
}

// Opening the pidfd first and checking it last proves that everything in between is from one process.
Reading ProcessReader::readNew(Task task, const ReadMode& mode) {
  const UniqueFd pidfd = hasPidfdInodes_ ? openPidfd(task.id) : UniqueFd();
  if (hasPidfdInodes_ && !pidfd && classify(errno) != Reading::kDenied) return classify(errno);
  proc::ProcessStat stat;
  const Reading reading = readStat(-1, mode, stat);
  opened_ = UniqueFd();
  if (reading != Reading::kRead) return reading;

  const int slot = addRow(task, stat.name, pidfd ? pidfdInode(pidfd) : 0);
  store(slot, stat, mode);
  readOwner(slot);
  readMemory(slot, stat);
  readExtras(slot, mode.extras);
  noteBlocked(slot, mode);
  notes_[at(slot)].young = isYoung(table_.columns.startTicks[at(slot)]);
  renewed_ = true;
  if (!pidfd || askPidfd(pidfd.get()) != ESRCH) return Reading::kRead;
  remove(slot);
  return Reading::kGone;
}

void ProcessReader::take(int32_t pid, const FirstReading& reading, const ReadMode& mode) {
  livingThread_ = 0;
  const int slot = addRow({pid, pid}, reading.nameOf(), reading.pidfdInode);
  store(slot, reading.stat, mode);
  if (reading.uid) setOwner(slot, *reading.uid);
  setMemory(slot, reading.stat, reading.statm);
  notes_[at(slot)].young = isYoungAt(reading.atSeconds, table_.columns.startTicks[at(slot)]);
  renewed_ = true;
}

// A row of which nothing is known yet, in a slot that may have been another process's.
int ProcessReader::addRow(Task task, std::string_view name, uint64_t pidfdInode) {
  const int slot = table_.add(task);
  if (at(slot) >= notes_.size()) notes_.resize(table_.room());
  ProcessColumns& columns = table_.columns;
  columns.uid[at(slot)] = kNobody;
  columns.pidfdInode[at(slot)] = static_cast<double>(pidfdInode);
  columns.readBytes[at(slot)] = kUnknown;
  columns.writeBytes[at(slot)] = kUnknown;
  columns.swapBytes[at(slot)] = kUnknown;
  columns.peakResidentBytes[at(slot)] = kUnknown;
  columns.oomScore[at(slot)] = kUnknown;
  columns.fds[at(slot)] = kUnknown;
  columns.fdLimit[at(slot)] = kUnknown;
  columns.ranSeconds[at(slot)] = kUnknown;
  columns.commandUnknown[at(slot)] = 0;
  table_.setText(Text::kName, slot, name);
  return slot;
}

Reading ProcessReader::update(int slot, Task task, const ReadMode& mode, const proc::ProcessStat& stat) {
  const bool execed = ((table_.columns.flags[at(slot)] ^ stat.flags) & proc::kForkedNotExeced) != 0;
  const bool renamed = table_.setText(Text::kName, slot, stat.name);
  renewed_ = execed || renamed;
  store(slot, stat, mode);
  const HeldFiles::Pair* held = held_.find(slot);
  const bool wasHeld = held != nullptr && held->statm;
  if (held == nullptr && opened_ && held_.hasRoom()) held_.hold(slot, std::move(opened_), mode.scan);
  opened_ = UniqueFd();
  if (mode.ran) readOwner(slot);
  if (mode.resident) readMemory(slot, stat);
  readExtras(slot, mode.extras);
  noteBlocked(slot, mode);
  // What was read by path after stat could be from a process that reused the PID.
  const bool proven = !mode.clock || task.id != task.threadGroupId || (wasHeld && !mode.ran && mode.extras == 0);
  if (proven || isStill(slot, *mode.clock)) return Reading::kRead;
  remove(slot);
  return Reading::kGone;
}

// If descriptors run out, those kept for speed are closed first.
UniqueFd ProcessReader::open(const char* file) {
  path_.assign(directory_).append(file);
  UniqueFd fd = openFile(proc_.get(), path_.c_str());
  if (fd || held_.count() == 0 || (errno != EMFILE && errno != ENFILE)) return fd;
  held_.releaseAll();
  return openFile(proc_.get(), path_.c_str());
}

}  // namespace ntop
