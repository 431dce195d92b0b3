#include "process_list.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "../io/file.h"
#include "../proc/process_stat.h"
#include "../proc/process_status.h"
#include "own_proc.h"

namespace ntop {

namespace {

int listOpen(const UniqueFd& directory, std::vector<int32_t>& pids) {
  const int error = listNumbers(directory.get(), pids);
  std::sort(pids.begin(), pids.end());
  return error;
}

}  // namespace

int listPids(const std::string& procRoot, std::vector<int32_t>& pids) {
  const UniqueFd directory = openDirectory(AT_FDCWD, procRoot.c_str());
  return directory ? listOpen(directory, pids) : errno;
}

int listParents(const std::string& procRoot, std::vector<ParentOf>& found) {
  const UniqueFd directory = openDirectory(AT_FDCWD, procRoot.c_str());
  if (!directory) return errno;
  std::vector<int32_t> pids;
  const int error = listOpen(directory, pids);
  std::string text;
  for (const int32_t pid : pids) {
    if (readRecord(directory.get(), (std::to_string(pid) + "/stat").c_str(), text) != 0) continue;
    const auto stat = proc::parseProcessStat(text);
    if (stat) found.push_back({pid, stat->ppid, stat->startTicks});
  }
  return error;
}

namespace {

// Where proc is not mounted: a thread group's leader has the PID of its group.
bool isLeader(int32_t pid) { return syscall(SYS_tgkill, pid, pid, 0) == 0 || errno == EPERM; }

bool isMounted(const std::string& procRoot) {
  const UniqueFd proc = openDirectory(AT_FDCWD, procRoot.c_str());
  return proc && isOnProc(proc.get());
}

}  // namespace

int isPid(const std::string& procRoot, int32_t pid, bool& exists) {
  std::string text;
  const int error = readRecord(AT_FDCWD, (procRoot + "/" + std::to_string(pid) + "/status").c_str(), text);
  const bool hidden = error == EACCES || error == EPERM;
  const bool absent = error == ENOENT || error == ESRCH;
  if (absent && procRoot == "/proc" && !isMounted(procRoot)) {
    exists = isLeader(pid);
    return 0;
  }
  exists = hidden || (error == 0 && proc::parseProcessStatus(text).threadGroupId.value_or(pid) == pid);
  return hidden || absent ? 0 : error;
}

Seen seePid(int32_t pid) {
  // A PID of 0 and below would mean groups.
  if (pid <= 0) return Seen::kUnknown;
  if (faccessat(AT_FDCWD, ("/proc/" + std::to_string(pid)).c_str(), F_OK, 0) == 0) return Seen::kHere;
  // Signal 0 is not delivered.
  if (kill(pid, 0) == 0) return Seen::kHidden;
  if (errno == ESRCH) return Seen::kGone;
  // A sandbox that refuses the call also refuses it for our own process; then it says nothing about others.
  return errno == EPERM && kill(getpid(), 0) == 0 ? Seen::kHidden : Seen::kUnknown;
}

}  // namespace ntop
