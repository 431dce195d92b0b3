#include "socket_engine.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "../io/clock.h"
#include "net_namespaces.h"

namespace ntop {

namespace {

size_t at(SocketKind kind) { return static_cast<size_t>(kind); }

// A kind is as well read as in the namespace where it was read worst.
void addReading(KindReading& all, const KindReading& one) {
  all.source = std::max(all.source, one.source);
  all.complete = all.complete && one.complete;
  if (one.error != 0) all.error = one.error;
}

}  // namespace

SocketEngine::SocketEngine(std::string procRoot)
    : procRoot_(std::move(procRoot)),
      isRealProc_(procRoot_ == "/proc"),
      reader_(isRealProc_),
      namespaces_(isRealProc_),
      owners_(proc_, isRealProc_) {}

Failure SocketEngine::sample(const SocketNeeds& needs) {
  const double begin = secondsOn(CLOCK_MONOTONIC);
  monotonicSeconds_ = begin;
  if (!proc_) proc_ = openDirectory(AT_FDCWD, procRoot_.c_str());
  table_.begin();
  gaps_.clear();
  covering_.clear();
  unreadNamespaces_ = 0;
  const Failure failure = readOwn(needs);
  if (needs.allNamespaces) readOthers(needs);
  table_.finish([this](SocketKind kind, uint64_t netNamespace) {
    const auto isIt = [&](const Gap& gap) { return gap.kind == kind && gap.netNamespace == netNamespace; };
    return std::any_of(gaps_.begin(), gaps_.end(), isIt);
  });
  covered_.swap(covering_);
  storeOwners(needs);
  scanMilliseconds_ = (secondsOn(CLOCK_MONOTONIC) - begin) * 1e3;
  return failure;
}

double SocketEngine::ownNamespace() const {
  return ownNamespace_ == 0 ? kUnknownNumber : static_cast<double>(ownNamespace_);
}

std::vector<uint64_t> SocketEngine::readNamespaces() const {
  std::vector<uint64_t> inodes;
  for (const Coverage& coverage : covered_) inodes.push_back(coverage.netNamespace);
  return inodes;
}

std::vector<int32_t> SocketEngine::ownerPids(int slot) const {
  return owners_.pidsOf(static_cast<uint64_t>(table_.columns.inode[static_cast<size_t>(slot)]));
}

Failure SocketEngine::readOwn(const SocketNeeds& needs) {
  if (ownNamespace_ == 0) ownNamespace_ = netNamespaceOf(proc_.get(), "self");
  const UniqueFd netlink = isRealProc_ ? openSocketDiag() : UniqueFd();
  const int netlinkError = errno;
  // By its path, so that the error is that of the path.
  const UniqueFd directory = openDirectory(AT_FDCWD, (procRoot_ + "/net").c_str());
  readings_ = readNamespace({ownNamespace_, true}, {netlink.get(), netlinkError, directory.get(), errno}, needs);
  int error = 0;
  for (const KindReading& reading : readings_) {
    if (reading.source == SocketSource::kNetlink || reading.source == SocketSource::kFiles) return {};
    // A file that is not there says less than one that may not be read.
    if (reading.source == SocketSource::kNone && (error == 0 || error == ENOENT)) error = reading.error;
  }
  if (error == 0) return {};
  return {error, procRoot_ + "/net"};
}

void SocketEngine::readOthers(const SocketNeeds& needs) {
  for (const NetNamespace& found : namespaces_.list(proc_.get(), monotonicSeconds_)) {
    if (found.inode == ownNamespace_) continue;
    const UniqueFd netlink = isRealProc_ ? openSocketDiagIn(proc_.get(), found) : UniqueFd();
    const int netlinkError = errno;
    // Also beside netlink, which may refuse some kinds.
    const UniqueFd directory = openNetDirectoryOf(proc_.get(), found);
    if (!netlink && !directory) {
      ++unreadNamespaces_;
      continue;
    }
    const SocketAccess access{netlink.get(), netlinkError, directory.get(), errno};
    const KindReadings readings = readNamespace({found.inode, false}, access, needs);
    for (const SocketKind kind : kSocketKinds) addReading(readings_[at(kind)], readings[at(kind)]);
  }
}

KindReadings SocketEngine::readNamespace(const SocketPlace& place, const SocketAccess& access,
                                         const SocketNeeds& needs) {
  KindReadings readings;
  for (const SocketKind kind : kSocketKinds) {
    if (!needs.kinds[at(kind)]) continue;
    const double seen = firstSeenSeconds(place.netNamespace, kind, needs.filter);
    const auto take = [&](const Socket& socket) { table_.update(place, socket, seen); };
    readings[at(kind)] = reader_.read(access, kind, needs.filter, take);
    if (!readings[at(kind)].complete) gaps_.push_back({place.netNamespace, kind});
  }
  covering_.push_back({place.netNamespace, needs});
  return readings;
}

// Now, if the last sample would have contained it; otherwise the time is unknown.
double SocketEngine::firstSeenSeconds(uint64_t netNamespace, SocketKind kind, const SocketFilter& filter) const {
  for (const Coverage& coverage : covered_) {
    if (coverage.netNamespace != netNamespace || !coverage.needs.kinds[at(kind)]) continue;
    if (!coverage.needs.filter.listeningOnly || filter.listeningOnly) return monotonicSeconds_;
  }
  return kUnknownNumber;
}

void SocketEngine::storeOwners(const SocketNeeds& needs) {
  if (!needs.owners) return forgetOwners();
  owners_.dropEnded();
  storeKnownOwners();
  const SocketColumns& columns = table_.columns;
  unowned_.clear();
  for (int slot = 0; slot < table_.slots(); ++slot) {
    const auto row = static_cast<size_t>(slot);
    if (columns.serial[row] == 0 || columns.inode[row] == 0 || columns.ownerPid[row] >= 0) continue;
    unowned_.push_back(static_cast<uint64_t>(columns.inode[row]));
  }
  owners_.seek(unowned_, [this](std::unordered_set<uint64_t>& inodes) { listInodes(inodes); }, needs.allOwners);
  storeKnownOwners();
}

void SocketEngine::listInodes(std::unordered_set<uint64_t>& inodes) const {
  for (int slot = 0; slot < table_.slots(); ++slot) {
    const auto row = static_cast<size_t>(slot);
    const auto inode = static_cast<uint64_t>(table_.columns.inode[row]);
    if (table_.holds(slot) && inode != 0) inodes.insert(inode);
  }
}

// Rows with unchanged owners are skipped.
void SocketEngine::storeKnownOwners() {
  const bool all = !ownersStored_;
  ownersStored_ = true;
  const std::unordered_set<uint64_t>& changed = owners_.changed();
  SocketColumns& columns = table_.columns;
  for (int slot = 0; slot < table_.slots(); ++slot) {
    const auto row = static_cast<size_t>(slot);
    if (columns.serial[row] == 0) continue;
    const bool settled = columns.inode[row] != 0 && columns.ownerPid[row] >= 0;
    const bool same = changed.empty() || changed.count(static_cast<uint64_t>(columns.inode[row])) == 0;
    if (all || !settled || !same) storeOwner(row);
  }
  owners_.changed().clear();
}

void SocketEngine::storeOwner(size_t row) {
  SocketColumns& columns = table_.columns;
  SocketOwners::Summary summary;
  const auto inode = static_cast<uint64_t>(columns.inode[row]);
  const bool known = inode != 0 && owners_.find(inode, summary);
  columns.ownerPid[row] = known ? summary.first.pid : -1;
  columns.ownerStartTicks[row] = known ? static_cast<double>(summary.first.startTicks) : kUnknownNumber;
  columns.ownerCount[row] = known ? summary.count : 0;
  columns.fd[row] = known ? summary.first.fd : -1;
}

void SocketEngine::forgetOwners() {
  if (!ownersStored_) return;
  ownersStored_ = false;
  SocketColumns& columns = table_.columns;
  std::fill(columns.ownerPid.begin(), columns.ownerPid.end(), -1);
  std::fill(columns.ownerStartTicks.begin(), columns.ownerStartTicks.end(), kUnknownNumber);
  std::fill(columns.ownerCount.begin(), columns.ownerCount.end(), 0);
  std::fill(columns.fd.begin(), columns.fd.end(), -1);
}

}  // namespace ntop
