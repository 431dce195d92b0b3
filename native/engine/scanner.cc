#include "scanner.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "../io/clock.h"
#include "../io/syscalls.h"
#include "../process/cpu_clock.h"
#include "../process/touched.h"

namespace ntop {

namespace {

// The files of a process are kept open if it runs in two of this many scans.
constexpr uint64_t kOftenScans = 4;
constexpr uint64_t kIdleScans = 8;
// This many candidates can be read in a moment, even if all of them are new.
constexpr size_t kFewCandidates = 64;
// Starting a thread takes as long as reading some processes.
constexpr size_t kManyNew = 512;

size_t at(int slot) { return static_cast<size_t>(slot); }

}  // namespace

Scanner::Scanner(const UniqueFd& proc, const std::string& procRoot, ProcessTable& table, UserNames& userNames,
                 const Abilities& abilities)
    : proc_(proc),
      table_(table),
      reader_(proc, table, userNames, abilities),
      seldom_(proc, table, userNames, reader_),
      delays_(procRoot, table),
      cursor_(abilities.hasForkCursor),
      hasClocks_(abilities.hasCpuClocks),
      ownPid_(abilities.isOwnProc ? getpid() : 0),
      ticksPerSecond_(static_cast<double>(sysconf(_SC_CLK_TCK))) {}

void Scanner::scanKnown(const Needs& needs, const System& system) {
  ++scan_;
  counts_ = {};
  isDone_ = false;
  previousTicks_ = beganTicks_;
  beganTicks_ = secondsOn(CLOCK_BOOTTIME) * ticksPerSecond_;
  sinceLastSeconds_ = scan_ == 1 ? 0 : system.monotonicSeconds - beganSeconds_;
  beganSeconds_ = system.monotonicSeconds;
  prepare(needs);
  if (!hasClocks_) return;
  checkClocks();
  mustList_ = !cursor_.plan(system.lastPid, system.stat.forks, table_.count(), pids_);
}

bool Scanner::isLong() const { return !hasClocks_ || mustList_ || pids_.size() > kFewCandidates; }

void Scanner::scanNew() {
  isDone_ = true;
  if (hasClocks_) {
    meetNew();
    rereadKin();
  } else {
    scanAll();
    counts_.died = static_cast<int>(std::exchange(table_.removed(), {}).size());
    kin_.clear();
  }
  settleThreads();
  if (needs_.delays) delays_.read();
  for (const int slot : marked_) marks_[at(slot)] = 0;
  marked_.clear();
  if (scan_ > kIdleScans) reader_.held().releaseUnused(scan_ - kIdleScans);
}

// The clock advances before anything else can change, so an unchanged clock means an unchanged process, or
// one that was woken and still waits for a CPU.
void Scanner::checkClocks() {
  for (int slot = 0; slot < table_.slots(); ++slot) {
    if (!table_.holdsProcess(slot)) continue;
    const int32_t pid = table_.columns.pid[at(slot)];
    int64_t clock = 0;
    if (readCpuClock(pid, clock) != 0) {
      reader_.remove(slot);
      cursor_.retry(pid);
    } else if (clock != clocks_[at(slot)] || isMarked(slot) || needs_.freshStat || isStopped(slot) || isReniced(slot)) {
      visit(pid, clock);
    } else if (isTurnOfSleeper(pid) || needs_.freshMemory || needs_.freshCgroup || lacksGroups_) {
      askSeldom(slot, clock, false, isTurnOfSleeper(pid));
    }
  }
}

// Whether a row is read in any case, with its memory.
bool Scanner::isMarked(int slot) const { return marks_[at(slot)] != 0 || catchUp_ || needs_.freshResident; }

// Continued, it may sleep again without having run for as long as its clock can tell, as on a virtual machine whose time
// is taken by others. There are few.
bool Scanner::isStopped(int slot) const {
  const uint8_t state = table_.columns.state[at(slot)];
  return state == 'T' || state == 't';
}

// Asks without reading a file.
bool Scanner::isReniced(int slot) const {
  if (!needs_.freshNice) return false;
  errno = 0;  // -1 is a nice value too
  countSyscalls();
  const int nice = getpriority(PRIO_PROCESS, static_cast<id_t>(table_.columns.pid[at(slot)]));
  return errno != 0 || nice != table_.columns.nice[at(slot)];
}

void Scanner::meetNew() {
  if (mustList_) return meetListed();
  // A thread's clock can be read from the thread itself as if it were a process.
  const auto ownThread = static_cast<int32_t>(syscall(SYS_gettid));
  for (const int32_t pid : pids_) {
    if (pid != ownThread || pid == ownPid_) probe(pid);
  }
}

void Scanner::probe(int32_t pid) {
  const int known = table_.find(pid);
  if (known >= 0 && table_.holdsProcess(known)) return;
  ++counts_.probed;
  int64_t clock = 0;
  if (readCpuClock(pid, clock) != 0) return cursor_.miss(pid);
  if (visit(pid, clock) != Reading::kRead) cursor_.retry(pid);
}

// What was read of a process before it had a row.
void Scanner::meet(int32_t pid, const FirstReading& first) {
  if (!first.isRead) return probe(pid);
  ++counts_.probed;
  visit(pid, first.clock, &first);
}

void Scanner::meetListed() {
  counts_.listed = true;
  const bool complete = listNumbers(proc_.get(), pids_) == 0;
  // All are new to the first scan; what needs more than their files are read for is read one by one.
  const bool isFirst = table_.count() == 0 && pids_.size() >= kManyNew && extrasOf(0, true) == 0;
  const auto firsts = isFirst ? readFirst(proc_, pids_, reader_.hasPidfdInodes()) : std::vector<FirstReading>();
  for (size_t index = 0; index < pids_.size(); ++index) {
    const int32_t pid = pids_[index];
    if (pid == 0) continue;
    int slot = table_.find(pid);
    if (slot < 0 || !table_.holdsProcess(slot)) {
      if (isFirst) meet(pid, firsts[index]);
      else probe(pid);
      slot = table_.find(pid);
      if (slot >= 0) cursor_.noteNew(pid);
      // A process that started before the previous scan should have been found without a listing.
      const bool missed = slot >= 0 && scan_ > 1 && table_.columns.startTicks[at(slot)] + 1 < previousTicks_;
      if (missed) cursor_.distrust();
    }
    if (slot >= 0) notes_[at(slot)].readInScan = scan_;
  }
  if (complete) removeUnlisted();
}

// The kernel lists PIDs in order, a made-up directory does not.
void Scanner::scanAll() {
  counts_.listed = true;
  const bool complete = listNumbers(proc_.get(), pids_) == 0;
  if (!std::is_sorted(pids_.begin(), pids_.end())) std::sort(pids_.begin(), pids_.end());
  for (const int32_t pid : pids_) {
    if (pid != 0) visit(pid, {});
  }
  if (complete) removeUnlisted();
}

void Scanner::removeUnlisted() {
  for (int slot = table_.slots() - 1; slot >= 0; --slot) {
    if (table_.holdsProcess(slot) && notes_[at(slot)].readInScan != scan_) reader_.remove(slot);
  }
}

// On exit, children are reparented and the session may lose its terminal; their CPU clocks do not show it.
void Scanner::rereadKin() {
  std::vector<int32_t> ended = std::exchange(table_.removed(), {});
  counts_.died = static_cast<int>(ended.size());
  ended.insert(ended.end(), kin_.begin(), kin_.end());
  kin_.clear();
  if (ended.empty()) return;
  std::sort(ended.begin(), ended.end());
  uint64_t hints = 0;  // a quick test that excludes most PIDs
  for (const int32_t pid : ended) hints |= uint64_t{1} << (pid & 63);
  const auto isEnded = [&](int32_t pid) {
    return (hints >> (pid & 63) & 1) != 0 && std::binary_search(ended.begin(), ended.end(), pid);
  };
  for (int slot = 0; slot < table_.slots(); ++slot) {
    if (!table_.holdsProcess(slot)) continue;
    const ProcessColumns& columns = table_.columns;
    if (!isEnded(columns.ppid[at(slot)]) && !isEnded(columns.sessionId[at(slot)])) continue;
    int64_t clock = 0;
    if (readCpuClock(columns.pid[at(slot)], clock) == 0) visit(columns.pid[at(slot)], clock);
  }
}

// Reads a process, and marks what must be read because of it. Removes the row of a process that is gone.
Reading Scanner::visit(int32_t pid, std::optional<int64_t> clock, const FirstReading* first) {
  ++counts_.read;
  int slot = table_.find(pid);
  const bool known = slot >= 0 && table_.holdsProcess(slot);
  const double serial = known ? table_.columns.serial[at(slot)] : 0;
  const int32_t parent = known ? table_.columns.ppid[at(slot)] : 0;
  const int32_t terminal = known ? table_.columns.terminalDevice[at(slot)] : 0;
  bool ran = !known || !clock || clocks_[at(slot)] != *clock;
  const bool resident = ran || isMarked(slot);
  const bool isVisible = known && (marks_[at(slot)] & kVisible) != 0;
  const bool often = known && ran && scan_ - notes_[at(slot)].ranInScan <= kOftenScans;
  const ReadMode mode{clock, ran, clock && (isVisible || often), scan_, resident, extrasOf(pid, ran), beganSeconds_};
  Reading reading = Reading::kRead;
  if (first != nullptr) reader_.take(pid, *first, mode);
  else reading = reader_.read({pid, pid}, mode);

  slot = table_.find(pid);
  if (slot < 0) return reading;
  if (reading == Reading::kGone || reading == Reading::kDenied) {
    reader_.remove(slot);
    return reading;
  }
  grow();
  if (reading == Reading::kRead) {
    if (table_.columns.serial[at(slot)] != serial) {
      ++counts_.born;
      notes_[at(slot)] = {};
      delays_.forget(slot);
      ran = true;
    }
    const bool leads = table_.columns.sessionId[at(slot)] == pid;
    const bool lostTerminal = known && table_.columns.terminalDevice[at(slot)] != terminal;
    if (lostTerminal || table_.columns.ppid[at(slot)] != parent) mark(slot, kThreads);
    if ((lostTerminal && leads) || (ran && table_.columns.state[at(slot)] == 'Z')) kin_.push_back(pid);
    follow(slot, clock, ran);
  }
  notes_[at(slot)].readInScan = scan_;
  return reading;
}

}  // namespace ntop
