#include "engine.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "../clock.h"

namespace ntop {

namespace {

// What seldom changes is read again once in so many samples for a process that is not on the screen.
constexpr uint64_t kRefreshScans = 30;

size_t at(int slot) { return static_cast<size_t>(slot); }

}  // namespace

Engine::Engine(std::string procRoot, std::string sysRoot)
    : procRoot_(std::move(procRoot)),
      sysRoot_(std::move(sysRoot)),
      reader_(proc_, procRoot_ == "/proc", table_, userNames_) {}

std::string Engine::sample(const Needs& needs) {
  const double begin = secondsOn(CLOCK_MONOTONIC);
  const std::string failure = openRoot();
  if (!failure.empty()) return failure;
  ++scan_;
  system_ = readSystem(proc_.get(), sysRoot_);
  readProcesses(needs);
  if (!system_.hasStat && table_.count() == 0) {
    return "There is nothing to read in " + procRoot_ + ": no file stat and no process. Is proc mounted there?";
  }
  scanMilliseconds_ = (secondsOn(CLOCK_MONOTONIC) - begin) * 1e3;
  return {};
}

std::string Engine::openRoot() {
  if (!proc_) proc_ = openDirectory(AT_FDCWD, procRoot_.c_str());
  if (proc_) return {};
  return "Processes can't be read: " + procRoot_ + ": " + std::strerror(errno) + ". Is proc mounted there?";
}

// False when the list may lack some. The kernel gives PIDs in order, a made up directory does not.
bool Engine::listProcesses() {
  const bool complete = listNumbers(proc_.get(), pids_) == 0;
  if (!std::is_sorted(pids_.begin(), pids_.end())) std::sort(pids_.begin(), pids_.end());
  return complete;
}

// Here a cheaper question than reading its files may tell that a process can't have changed.
bool Engine::mustRead(int) const { return true; }

void Engine::readProcesses(const Needs& needs) {
  markVisible(needs.visibleSlots);
  const bool complete = listProcesses();
  for (const int32_t pid : pids_) {
    if (pid == 0) continue;
    const int known = table_.find(pid);
    if (known >= 0 && !mustRead(known)) {
      see(known);
      continue;
    }
    const Reading reading = reader_.read({pid, pid}, {needs.io, needs.cgroup, isDue(pid)});
    const int slot = table_.find(pid);
    if (slot < 0) continue;
    if (reading == Reading::kRead) {
      see(slot);
      if (needs.threads) readThreads(slot, needs);
    } else if (reading == Reading::kUnsure) {
      see(slot);
      if (needs.threads) keepThreads(slot);
    }
  }
  if (complete) removeUnseen();
}

void Engine::readThreads(int slot, const Needs& needs) {
  const int32_t pid = table_.columns.pid[at(slot)];
  if (table_.columns.threads[at(slot)] < 2) return;
  const UniqueFd directory = openDirectory(proc_.get(), (std::to_string(pid) + "/task").c_str());
  if (!directory || listNumbers(directory.get(), threadIds_) != 0) return keepThreads(slot);
  for (const int32_t threadId : threadIds_) {
    if (threadId == pid || threadId == 0) continue;
    const Reading reading = reader_.read({threadId, pid}, {needs.io, needs.cgroup, isDue(threadId)});
    const int thread = table_.find(threadId);
    if (thread >= 0 && (reading == Reading::kRead || reading == Reading::kUnsure)) see(thread);
  }
}

void Engine::markVisible(const std::vector<int32_t>& slots) {
  visibleInScan_.resize(table_.columns.serial.size());
  for (const int32_t slot : slots) {
    if (slot >= 0 && at(slot) < visibleInScan_.size()) visibleInScan_[at(slot)] = scan_;
  }
}

bool Engine::isDue(int32_t pid) const {
  const int slot = table_.find(pid);
  const bool visible = slot >= 0 && at(slot) < visibleInScan_.size() && visibleInScan_[at(slot)] == scan_;
  return visible || static_cast<uint64_t>(pid) % kRefreshScans == scan_ % kRefreshScans;
}

void Engine::see(int slot) {
  if (at(slot) >= seenInScan_.size()) seenInScan_.resize(table_.columns.serial.size());
  seenInScan_[at(slot)] = scan_;
}

// A process of which nothing could be learnt keeps its threads' rows too.
void Engine::keepThreads(int slot) {
  const ProcessColumns& columns = table_.columns;
  const int32_t pid = columns.pid[at(slot)];
  for (int other = 0; other < table_.slots(); ++other) {
    if (table_.holds(other) && columns.threadGroupId[at(other)] == pid) see(other);
  }
}

void Engine::removeUnseen() {
  for (int slot = table_.slots() - 1; slot >= 0; --slot) {
    if (at(slot) >= seenInScan_.size()) seenInScan_.resize(table_.columns.serial.size());
    if (table_.holds(slot) && seenInScan_[at(slot)] != scan_) table_.remove(slot);
  }
}

}  // namespace ntop
