#include "net_namespaces.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "../io/clock.h"
#include "../process/cpu_clock.h"
#include "netlink.h"

namespace ntop {

namespace {

struct Visit {
  int netNamespace = -1;
  UniqueFd netlink;
  int error = 0;
};

// A socket stays in the namespace where it was made, so the thread needn't come back.
void* enter(void* argument) {
  auto* visit = static_cast<Visit*>(argument);
  if (setns(visit->netNamespace, CLONE_NEWNET) == 0) visit->netlink = openSocketDiag();
  visit->error = errno;
  return nullptr;
}

std::string pathIn(int32_t pid, const char* name) { return std::to_string(pid) + "/" + name; }

}  // namespace

uint64_t netNamespaceOf(int procDirectory, const char* process) {
  struct stat file {};
  const std::string path = std::string(process) + "/ns/net";
  return fstatat(procDirectory, path.c_str(), &file, 0) == 0 ? file.st_ino : 0;
}

const std::vector<NetNamespace>& NetNamespaces::list(int procDirectory, double nowSeconds) {
  constexpr double kTimesAsLong = 1000;
  constexpr double kMostSeconds = 20;
  std::vector<int32_t> pids;
  listNumbers(procDirectory, pids);
  std::sort(pids.begin(), pids.end());
  const auto hasLeft = [&](const NetNamespace& found) {
    return netNamespaceOf(procDirectory, std::to_string(found.pid).c_str()) != found.inode;
  };
  bool askAll = nowSeconds >= dueSeconds_;
  if (!askAll) {
    walk(procDirectory, pids, false);
    askAll = std::any_of(found_.begin(), found_.end(), hasLeft);
  }
  if (!askAll) return found_;
  // Of the CPU: what others take from it meanwhile is not what it costs.
  const double began = secondsOn(CLOCK_THREAD_CPUTIME_ID);
  walk(procDirectory, pids, true);
  dueSeconds_ = nowSeconds + std::min(kMostSeconds, kTimesAsLong * (secondsOn(CLOCK_THREAD_CPUTIME_ID) - began));
  return found_;
}

void NetNamespaces::walk(int procDirectory, const std::vector<int32_t>& pids, bool askAll) {
  std::unordered_map<int32_t, Known> known;
  known.reserve(pids.size());
  found_.clear();
  for (const int32_t pid : pids) {
    const auto before = known_.find(pid);
    const bool isNew = before == known_.end();
    const bool isAsked = askAll || isNew || before->second.isNew;
    const Known* last = isNew ? nullptr : &before->second;
    const Known now = isAsked ? ask(procDirectory, pid, last) : *last;
    const uint64_t inode = now.inode;
    known.emplace(pid, now);
    const auto isIt = [&](const NetNamespace& found) { return found.inode == inode; };
    if (inode == 0 || std::any_of(found_.begin(), found_.end(), isIt)) continue;
    found_.push_back({inode, pid});
  }
  known_ = std::move(known);
}

// What did not run has not changed its namespace.
NetNamespaces::Known NetNamespaces::ask(int procDirectory, int32_t pid, const Known* before) const {
  Known known;
  known.isNew = before == nullptr;
  if (!hasClocks_ || readCpuClock(pid, known.clock) != 0) known.clock = -1;
  const bool slept = before != nullptr && known.clock >= 0 && known.clock == before->clock;
  known.inode = slept ? before->inode : netNamespaceOf(procDirectory, std::to_string(pid).c_str());
  return known;
}

UniqueFd openSocketDiagIn(int procDirectory, const NetNamespace& netNamespace) {
  const UniqueFd place = openFile(procDirectory, pathIn(netNamespace.pid, "ns/net").c_str());
  struct stat file {};
  if (!place || fstat(place.get(), &file) != 0) return UniqueFd();
  if (file.st_ino != netNamespace.inode) {
    errno = ESRCH;
    return UniqueFd();
  }
  Visit visit;
  visit.netNamespace = place.get();
  pthread_t thread{};
  const int error = pthread_create(&thread, nullptr, enter, &visit);
  if (error == 0) pthread_join(thread, nullptr);
  errno = error != 0 ? error : visit.error;
  return std::move(visit.netlink);
}

UniqueFd openNetDirectoryOf(int procDirectory, const NetNamespace& netNamespace) {
  UniqueFd directory = openDirectory(procDirectory, pathIn(netNamespace.pid, "net").c_str());
  if (!directory) return directory;
  // The PID may have been reused before it was opened, but not have returned since.
  if (netNamespaceOf(procDirectory, std::to_string(netNamespace.pid).c_str()) == netNamespace.inode) return directory;
  errno = ESRCH;
  return UniqueFd();
}

}  // namespace ntop
