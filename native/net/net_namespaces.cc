#include "net_namespaces.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

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

int listNetNamespaces(int procDirectory, std::vector<NetNamespace>& namespaces) {
  namespaces.clear();
  std::vector<int32_t> pids;
  const int error = listNumbers(procDirectory, pids);
  std::sort(pids.begin(), pids.end());
  for (const int32_t pid : pids) {
    const uint64_t inode = netNamespaceOf(procDirectory, std::to_string(pid).c_str());
    const auto isIt = [&](const NetNamespace& known) { return known.inode == inode; };
    if (inode == 0 || std::any_of(namespaces.begin(), namespaces.end(), isIt)) continue;
    namespaces.push_back({inode, pid});
  }
  return error;
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
