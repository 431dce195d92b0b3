#include <algorithm>
#include <cmath>

#include "../process/touched.h"
#include "scanner.h"
#include "turns.h"

// Further reading per row: rows that are read in any case, additional values, and threads.
namespace ntop {

namespace {

size_t at(int slot) { return static_cast<size_t>(slot); }

}  // namespace

void Scanner::prepare(const Needs& needs) {
  grow();
  lacksGroups_ = needs.asksForGroupsBeyond(needs_);
  catchUp_ = needs.asksForFiguresBeyond(needs_) || (lacksGroups_ && needs.threads);
  if (needs_.io && !needs.io) seldom_.clearIo();
  if (needs_.cgroup && !needs.cgroup) seldom_.clearCgroups();
  if (needs_.memory && !needs.memory) seldom_.clearMemory();
  int unwanted = 0;
  if (needs_.fds && !needs.fds) unwanted |= ReadMode::kFds;
  if (needs_.fdLimits && !needs.fdLimits) unwanted |= ReadMode::kFdLimit;
  if (needs_.waitChannel && !needs.waitChannel) unwanted |= ReadMode::kWaitChannel;
  if (unwanted != 0) reader_.clear(unwanted);
  if (needs_.delays && !needs.delays) delays_.clear();
  needs_ = needs;
  seldom_.askAgain();
  for (const int32_t slot : needs.visibleSlots) {
    if (slot >= 0 && slot < table_.slots() && table_.holds(slot)) markVisible(slot);
  }
  if (!hasClocks_) return;
  markTouched();
  markNextFew();
}

void Scanner::markVisible(int slot) {
  mark(slot, kVisible);
  const int leader = table_.holdsProcess(slot) ? slot : table_.find(table_.columns.threadGroupId[at(slot)]);
  if (leader >= 0 && leader != slot) mark(leader, kThreads);
}

void Scanner::markTouched() {
  std::vector<int32_t> pids;
  if (!takeTouched(touchedSeen_, pids)) catchUp_ = true;
  for (const int32_t pid : pids) {
    const int slot = table_.find(pid);
    if (slot >= 0) markVisible(slot);
  }
}

void Scanner::markNextFew() {
  const int few = rereadsAfter(sinceLastSeconds_, table_.slots());
  for (int step = 0; step < few; ++step) {
    nextFew_ = (nextFew_ + 1) % table_.slots();
    if (table_.holdsProcess(nextFew_)) mark(nextFew_, kForced);
  }
}

void Scanner::mark(int slot, int why) {
  if (marks_[at(slot)] == 0) marked_.push_back(slot);
  marks_[at(slot)] = static_cast<uint8_t>(marks_[at(slot)] | why);
}

void Scanner::grow() {
  if (notes_.size() == table_.room()) return;
  clocks_.resize(table_.room());
  marks_.resize(table_.room());
  notes_.resize(table_.room());
}

bool Scanner::isTurnOf(int32_t pid) const {
  const unsigned scans = seldomScans(sinceLastSeconds_);
  return static_cast<uint64_t>(pid) % scans == scan_ % scans;
}

bool Scanner::isTurnOfSleeper(int32_t pid) const {
  const unsigned scans = sleepersScans(sinceLastSeconds_);
  return static_cast<uint64_t>(pid) % scans == scan_ % scans;
}

void Scanner::follow(int slot, std::optional<int64_t> clock, bool ran) {
  Note& note = notes_[at(slot)];
  const bool isNew = note.ranInScan == 0;
  clocks_[at(slot)] = clock.value_or(0);
  if (ran) {
    ++counts_.ran;
    note.ranInScan = scan_;
    note.isStale = true;
    // Without CPU clocks a process that ran for less than a tick seems to have slept.
    if (clock) table_.columns.ranSeconds[at(slot)] = beganSeconds_;
  }
  if (reader_.renewed()) seldom_.forgetDenial(slot);
  const bool isVisible = (marks_[at(slot)] & kVisible) != 0 && table_.columns.pid[at(slot)] != ownPid_;
  const bool due = isVisible || reader_.renewed() || isNew || isTurnOf(table_.columns.pid[at(slot)]);
  askSeldom(slot, clock, ran || catchUp_, due);
  // A process that did not run has not waited any longer, as the kernel counts.
  const bool isSeen = (marks_[at(slot)] & kVisible) != 0;
  if (needs_.delays && (ran || catchUp_)) delays_.ask(slot, clock.value_or(-1), isSeen);
  const bool mayHaveOthers = ran || catchUp_ || (marks_[at(slot)] & kThreads) != 0;
  if (needs_.threads && mayHaveOthers) readThreads(slot);
}

// `due`: rarely changing values are read again if they can have changed.
void Scanner::askSeldom(int slot, std::optional<int64_t> clock, bool ran, bool due) {
  int parts = 0;
  if (needsLine(slot, ran, due)) parts |= SeldomReader::kCommandLine;
  if (needs_.cgroup && (due || catchUp_ || lacksGroups_ || needs_.freshCgroup)) parts |= SeldomReader::kCgroup;
  if (needs_.io && ran) parts |= SeldomReader::kIo;
  if (needs_.memory) parts |= memoryParts(slot, ran);
  seldom_.ask(slot, parts, clock);
}

// The kernel also swaps out what sleeping processes have, but then it is not resident any more. Others may set the score.
int Scanner::memoryParts(int slot, bool ran) {
  constexpr int kAll = SeldomReader::kMemory | SeldomReader::kOomScore;
  const int mark = marks_[at(slot)];
  const double resident = table_.columns.residentBytes[at(slot)];
  const bool sleptOn = !ran && mark == kForced && resident == notes_[at(slot)].residentBytes;
  if (needs_.freshMemory || (!sleptOn && (ran || mark != 0))) {
    notes_[at(slot)].residentBytes = resident;
    return kAll;
  }
  return sleptOn ? SeldomReader::kOomScore : 0;
}

// What is wanted of a task beside what is read of each, as bits of ReadMode. A slot may be new, or not be known yet.
int Scanner::extrasOf(int32_t pid, bool ran) {
  if (!needs_.fds && !needs_.fdLimits && !needs_.waitChannel) return 0;
  const int slot = table_.find(pid);
  const bool isNew = slot < 0;
  const bool isVisible = !isNew && (marks_[at(slot)] & kVisible) != 0;
  int extras = 0;
  if (needs_.fds && (ran || catchUp_ || isVisible)) extras |= ReadMode::kFds;
  const bool isDue = isNew || isTurnOf(pid) || std::isnan(table_.columns.fdLimit[at(slot)]);
  if (needs_.fdLimits && (isVisible || needs_.freshFdLimits) && isDue) extras |= ReadMode::kFdLimit;
  if (!needs_.waitChannel || !(isVisible || needs_.freshWaitChannel)) return extras;
  if (isNew) return extras | ReadMode::kWaitChannel;
  Note& note = notes_[at(slot)];
  // What sleeps on since it was read sleeps where it did.
  if (ran || note.channelReadInScan <= note.ranInScan) extras |= ReadMode::kWaitChannel;
  note.channelReadInScan = scan_;
  return extras;
}

// A thread shares its process's line, which is kept there alone. Between exec and its end a line is empty for a moment,
// so an empty one is no answer for long.
bool Scanner::needsLine(int slot, bool ran, bool due) {
  const ProcessColumns& columns = table_.columns;
  if (!table_.holdsProcess(slot)) return false;
  if ((columns.flags[at(slot)] & proc::kKernelThread) != 0 || columns.state[at(slot)] == 'Z') {
    table_.setText(Text::kCommandLine, slot, {});
    return false;
  }
  Note& note = notes_[at(slot)];
  if (!(due && note.isStale) && !(ran && table_.text(Text::kCommandLine, slot).empty())) return false;
  note.isStale = false;
  return true;
}

void Scanner::readThreads(int slot) {
  const int32_t pid = table_.columns.pid[at(slot)];
  hadThreads_ = true;
  std::vector<int32_t> ids;
  if (table_.columns.threads[at(slot)] > 1) {
    const UniqueFd directory = openDirectory(proc_.get(), (std::to_string(pid) + "/task").c_str());
    if (!directory || listNumbers(directory.get(), ids) != 0) return;
  }
  notes_[at(slot)].threadsReadInScan = scan_;
  for (const int32_t id : ids) {
    if (id == pid || id == 0) continue;
    const Reading reading = reader_.read({id, pid}, ReadMode{{}, true, false, scan_, true, extrasOf(id, true), beganSeconds_});
    const int thread = table_.find(id);
    if (thread >= 0 && reader_.renewed()) delays_.forget(thread);
    if (thread < 0 || (reading != Reading::kRead && reading != Reading::kUnsure)) continue;
    grow();
    notes_[at(thread)].readInScan = scan_;
    const bool due = (marks_[at(thread)] & kVisible) != 0 || reader_.renewed() || isTurnOf(id);
    if (reading == Reading::kRead) askSeldom(thread, {}, true, due);
  }
}

// Threads of a process that was not read are unchanged; of the other processes, threads that were not found are
// removed.
void Scanner::settleThreads() {
  if (!hadThreads_) return;
  for (int slot = table_.slots() - 1; slot >= 0; --slot) {
    if (!table_.holds(slot) || table_.holdsProcess(slot)) continue;
    const int leader = table_.find(table_.columns.threadGroupId[at(slot)]);
    const bool hasLeader = leader >= 0 && table_.holdsProcess(leader);
    const bool lookedAt = hasLeader && notes_[at(leader)].threadsReadInScan == scan_;
    const bool stays = needs_.threads && hasLeader && (!lookedAt || notes_[at(slot)].readInScan == scan_);
    if (!stays) reader_.remove(slot);
  }
  hadThreads_ = needs_.threads;
}

}  // namespace ntop
