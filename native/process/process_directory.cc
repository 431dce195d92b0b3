#include "process_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include "own_proc.h"
#include "pidfd.h"

namespace ntop {

namespace {

// Whether pidfds are of the processes there.
bool hasPidfds(const std::string& procRoot) { return procRoot == "/proc" && isProcOurs(); }

bool isRefusal(int error) { return error == EACCES || error == EPERM; }

int checkStart(const UniqueFd& directory, const Identity& identity) {
  return identity.startTicks == 0 ? 0 : proveByStart(directory.get(), "stat", identity);
}

}  // namespace

int openUnproven(const std::string& procRoot, int32_t pid, UniqueFd& directory) {
  directory = openDirectory(AT_FDCWD, (procRoot + "/" + std::to_string(pid)).c_str());
  return directory ? 0 : goneOr(errno);
}

int openProcess(const std::string& procRoot, const Identity& identity, UniqueFd& directory) {
  const int refused = openUnproven(procRoot, identity.pid, directory);
  if (refused != 0 && !isRefusal(refused)) return refused;
  if (identity.pidfdInode == 0 || !hasPidfds(procRoot)) return directory ? checkStart(directory, identity) : refused;
  // The process started before the directory was opened. If it still has the PID, it had it all the time.
  const UniqueFd pidfd = openPidfd(identity.pid);
  if (pidfd) return proveByInode(pidfd, identity) == 0 ? refused : kOtherProcess;
  if (errno == ESRCH) return ESRCH;
  return directory ? checkStart(directory, identity) : refused;
}

uint64_t pidfdInodeOf(const std::string& procRoot, int32_t pid) {
  const UniqueFd pidfd = hasPidfds(procRoot) ? openPidfd(pid) : UniqueFd();
  return pidfd ? pidfdInode(pidfd) : 0;
}

int identifyProcess(const std::string& procRoot, int32_t pid, Identity& identity) {
  identity = {pid, 0, 0};
  UniqueFd directory;
  const int refused = openUnproven(procRoot, pid, directory);
  if (refused != 0 && !isRefusal(refused)) return refused;
  identity.pidfdInode = pidfdInodeOf(procRoot, pid);
  if (!directory) return 0;
  // Read last: the directory being alive still, the pidfd is of the same process.
  const int error = readStart(directory.get(), "stat", identity.startTicks);
  return isRefusal(error) ? 0 : error;
}

bool isTellingStart(uint64_t startTicks, double seconds) {
  const auto ticksPerSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  return startTicks != 0 && seconds * ticksPerSecond > static_cast<double>(startTicks) + 2;
}

}  // namespace ntop
