#include "socket_owners.h"

#include <algorithm>
#include <cerrno>
#include <limits>

#include "../io/clock.h"
#include "../process/cpu_clock.h"

namespace ntop {

namespace {

constexpr double kBudgetMilliseconds = 4;
constexpr double kUnlimited = std::numeric_limits<double>::infinity();

// CPU time of a process in nanoseconds; -1 when there is no such process.
int64_t clockOf(int32_t pid) {
  int64_t nanoseconds = 0;
  return readCpuClock(pid, nanoseconds) == 0 ? nanoseconds : -1;
}

// How often processes are read that may share, or have taken over, a socket with a known owner.
constexpr double kSweepSeconds = 10;

}  // namespace

void SocketOwners::seek(const std::vector<uint64_t>& unowned, const ListInodes& listAll, bool exact) {
  const Deadline deadline(exact || first_ ? kUnlimited : kBudgetMilliseconds);
  first_ = false;
  collectUnknown(unowned);
  const double now = secondsOn(CLOCK_MONOTONIC);
  const bool sweep = exact || now - lastSweepSeconds_ >= kSweepSeconds;
  if (exact) round_.underWay = false;
  if (!round_.underWay && !sweep && unknown_.empty()) return;
  live_.clear();
  if (!round_.underWay) beginRound(sweep);
  if (round_.everything) lastSweepSeconds_ = now;
  goOn(deadline, listAll, exact);
}

OwnerState SocketOwners::state() const {
  OwnerState state;
  // A sweep checks what is known; nothing is missing meanwhile.
  state.searching = round_.underWay && !unknown_.empty();
  for (const auto& [pid, process] : processes_) state.unreadableProcesses += process.denied;
  return state;
}

bool SocketOwners::find(uint64_t inode, Summary& summary) const {
  const auto found = holders_.find(inode);
  if (found == holders_.end()) return false;
  const std::vector<Holder>& holders = found->second;
  // Sorted by PID, and a process may have it open more than once.
  summary.first = {holders[0].pid, processes_.at(holders[0].pid).startTicks, holders[0].fd};
  summary.count = 1;
  for (size_t next = 1; next < holders.size(); ++next) summary.count += holders[next].pid != holders[next - 1].pid;
  return true;
}

std::vector<int32_t> SocketOwners::pidsOf(uint64_t inode) const {
  std::vector<int32_t> pids;
  const auto found = holders_.find(inode);
  if (found == holders_.end()) return pids;
  for (const Holder& holder : found->second) {
    if (pids.empty() || pids.back() != holder.pid) pids.push_back(holder.pid);
  }
  return pids;
}

std::vector<SocketOwner> SocketOwners::ownersOf(uint64_t inode) {
  std::vector<SocketOwner> owners;
  const auto found = holders_.find(inode);
  if (found == holders_.end()) return owners;
  for (const Holder& holder : found->second) {
    const uint64_t startTicks = processes_.at(holder.pid).startTicks;
    const int error = checkSocket(proc_.get(), holder.pid, startTicks, holder.fd, inode);
    if (error != ENOTSOCK) owners.push_back({holder.pid, startTicks, holder.fd, error});
  }
  return owners;
}

// A reused PID is recognised by its start time, and is read when it is its turn.
void SocketOwners::dropEnded() {
  if (!isRealProc_) return;
  std::vector<int32_t> ended;
  for (const auto& [pid, process] : processes_) {
    if (process.foundInRound == 0) continue;
    const int64_t clock = clockOf(pid);
    if (clock < 0 || clock < process.scannedClock) ended.push_back(pid);
  }
  for (const int32_t pid : ended) forget(pid);
}

void SocketOwners::collectUnknown(const std::vector<uint64_t>& inodes) {
  unknown_.clear();
  for (const uint64_t inode : inodes) {
    if (holders_.count(inode) == 0 && nobodys_.count(inode) == 0) unknown_.insert(inode);
  }
}

void SocketOwners::note(int32_t pid, int32_t fd, uint64_t before, uint64_t after) {
  if (before != 0) {
    changed_.insert(before);
    std::vector<Holder>& holders = holders_[before];
    const auto isIt = [&](const Holder& holder) { return holder.pid == pid && holder.fd == fd; };
    holders.erase(std::remove_if(holders.begin(), holders.end(), isIt), holders.end());
    if (holders.empty()) holders_.erase(before);
  }
  if (after == 0) return;
  changed_.insert(after);
  std::vector<Holder>& holders = holders_[after];
  const auto comesBefore = [](const Holder& one, const Holder& other) {
    return one.pid != other.pid ? one.pid < other.pid : one.fd < other.fd;
  };
  processes_[pid].foundInRound = rounds_;
  const Holder holder{pid, fd};
  holders.insert(std::lower_bound(holders.begin(), holders.end(), holder, comesBefore), holder);
  nobodys_.erase(after);
  unknown_.erase(after);
}

void SocketOwners::forget(int32_t pid) {
  const auto found = processes_.find(pid);
  if (found == processes_.end()) return;
  for (const ProcessSockets::Descriptor& descriptor : found->second.descriptors) {
    if (descriptor.inode != 0) note(pid, descriptor.fd, descriptor.inode, 0);
  }
  processes_.erase(found);
}

}  // namespace ntop
