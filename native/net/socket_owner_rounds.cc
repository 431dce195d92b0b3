#include <algorithm>
#include <iterator>

#include "../process/cpu_clock.h"
#include "socket_owners.h"

// The rounds over all processes in which SocketOwners seeks the owners of sockets.
namespace ntop {

// Most searches end before this is asked, so the set is made when it is.
bool SocketOwners::isLive(uint64_t inode, const ListInodes& listAll) {
  if (live_.empty()) listAll(live_);
  return live_.count(inode) != 0;
}

// Owners of sockets come first, those with new ones before others, and of these the youngest: a new socket is mostly
// theirs, and then no other process has to be read.
void SocketOwners::beginRound(bool everything) {
  round_ = {};
  round_.underWay = true;
  round_.everything = everything;
  round_.soughtFromStart.assign(unknown_.begin(), unknown_.end());
  for (const auto& [pid, process] : processes_) {
    if (process.foundInRound > 0) round_.pids.push_back(pid);
  }
  const auto isLikelier = [this](int32_t one, int32_t other) {
    const uint64_t foundInOne = processes_.at(one).foundInRound;
    const uint64_t foundInOther = processes_.at(other).foundInRound;
    return foundInOne != foundInOther ? foundInOne > foundInOther : one > other;
  };
  std::sort(round_.pids.begin(), round_.pids.end(), isLikelier);
  ++rounds_;
}

// False if there are no more processes.
bool SocketOwners::nextStage() {
  if (round_.stage == Stage::kOwners) {
    round_.stage = Stage::kOthers;
    return listProcesses();
  }
  if (round_.stage == Stage::kFormerFiles || round_.everything) return false;
  round_.stage = Stage::kFormerFiles;
  round_.next = 0;
  return true;
}

// Adds all other processes to the round. False when they can't be listed.
bool SocketOwners::listProcesses() {
  std::vector<int32_t> all;
  if (listNumbers(proc_.get(), all) != 0) return false;
  std::sort(all.begin(), all.end());
  std::vector<int32_t> ended;
  for (const auto& [pid, process] : processes_) {
    if (!std::binary_search(all.begin(), all.end(), pid)) ended.push_back(pid);
  }
  for (const int32_t pid : ended) forget(pid);
  std::vector<int32_t> before = round_.pids;
  std::sort(before.begin(), before.end());
  std::set_difference(all.begin(), all.end(), before.begin(), before.end(), std::back_inserter(round_.pids));
  return true;
}

void SocketOwners::goOn(const Deadline& deadline, const ListInodes& listAll, bool deep) {
  for (;;) {
    if (!round_.everything && unknown_.empty()) return endRound(listAll);
    if (round_.next == round_.pids.size()) {
      if (!nextStage()) return endRound(listAll);
      continue;
    }
    if (deadline.isOver() || !searchNext(deadline, listAll, deep)) return;
    ++round_.next;
  }
}

// False if the time limit was reached first.
bool SocketOwners::searchNext(const Deadline& deadline, const ListInodes& listAll, bool deep) {
  const int32_t pid = round_.pids[round_.next];
  if (pid <= 0) return true;
  int64_t clock = 0;
  if (isRealProc_ && readCpuClock(pid, clock) != 0) {
    forget(pid);
    return true;
  }
  ProcessSockets& process = processes_[pid];
  if (isRealProc_ && process.scannedClock == clock) return true;
  if (process.denied && !round_.everything) return true;
  if (process.resumeFd == 0) process.beganClock = clock;
  const bool files = round_.everything || round_.stage == Stage::kFormerFiles;
  const std::function<bool(uint64_t)> live = [&](uint64_t inode) { return isLive(inode, listAll); };
  const SocketSearch search{live, round_.everything ? nullptr : &unknown_, files, deep};
  const auto onChange = [&](int32_t fd, uint64_t before, uint64_t after) { note(pid, fd, before, after); };
  const SearchEnd end = searchProcess(proc_.get(), pid, process, search, deadline, onChange);
  if (end == SearchEnd::kGone) forget(pid);
  if (end == SearchEnd::kComplete || end == SearchEnd::kDenied) process.scannedClock = process.beganClock;
  return end != SearchEnd::kOutOfTime;
}

void SocketOwners::endRound(const ListInodes& listAll) {
  if (round_.stage != Stage::kOwners) {
    for (const uint64_t inode : round_.soughtFromStart) {
      if (holders_.count(inode) == 0) nobodys_.insert(inode);
    }
  }
  if (round_.everything) {
    for (auto one = nobodys_.begin(); one != nobodys_.end();) {
      one = !isLive(*one, listAll) ? nobodys_.erase(one) : std::next(one);
    }
  }
  round_.underWay = false;
}

}  // namespace ntop
