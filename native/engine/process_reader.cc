#include "process_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "../proc/process_files.h"
#include "../process/threads.h"
#include "../io/syscalls.h"

namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr uint32_t kNobody = std::numeric_limits<uint32_t>::max();

double toDouble(std::optional<uint64_t> number) { return number ? static_cast<double>(*number) : kUnknown; }

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

  const int slot = table_.add(task);
  if (at(slot) >= notes_.size()) notes_.resize(table_.room());
  ProcessColumns& columns = table_.columns;
  columns.uid[at(slot)] = kNobody;  // not the UID of the slot's previous process
  columns.pidfdInode[at(slot)] = pidfd ? static_cast<double>(pidfdInode(pidfd)) : 0;
  columns.readBytes[at(slot)] = kUnknown;
  columns.writeBytes[at(slot)] = kUnknown;
  columns.swapBytes[at(slot)] = kUnknown;
  columns.peakResidentBytes[at(slot)] = kUnknown;
  columns.oomScore[at(slot)] = kUnknown;
  columns.commandUnknown[at(slot)] = 0;
  table_.setText(Text::kName, slot, stat.name);
  store(slot, stat, mode);
  readOwner(slot);
  readMemory(slot, stat);
  notes_[at(slot)].young = isYoung(columns.startTicks[at(slot)]);
  renewed_ = true;
  if (!pidfd || askPidfd(pidfd.get()) != ESRCH) return Reading::kRead;
  remove(slot);
  return Reading::kGone;
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
  // What was read by path after stat could be from a process that reused the PID.
  const bool proven = !mode.clock || task.id != task.threadGroupId || (wasHeld && !mode.ran);
  if (proven || isStill(slot, *mode.clock)) return Reading::kRead;
  remove(slot);
  return Reading::kGone;
}

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
  table_.columns.uid[at(slot)] = file.st_uid;
  userNames_.add(file.st_uid);
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
  const auto statm = read ? proc::parseStatm(text_) : std::nullopt;
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

// If descriptors run out, those kept for speed are closed first.
UniqueFd ProcessReader::open(const char* file) {
  path_.assign(directory_).append(file);
  UniqueFd fd = openFile(proc_.get(), path_.c_str());
  if (fd || held_.count() == 0 || (errno != EMFILE && errno != ENFILE)) return fd;
  held_.releaseAll();
  return openFile(proc_.get(), path_.c_str());
}

}  // namespace ntop
