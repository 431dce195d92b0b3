#include "identity.h"

#include <string>

#include "../io/file.h"
#include "../proc/process_stat.h"

namespace ntop {

int readStart(int directory, const char* stat, uint64_t& startTicks) {
  thread_local std::string text;
  const int error = readRecord(directory, stat, text);
  // The kernel says of a reaped process now one, now the other.
  if (error != 0) return error == ENOENT ? ESRCH : error;
  const auto parsed = proc::parseProcessStat(text);
  if (!parsed) return EIO;
  startTicks = parsed->startTicks;
  return 0;
}

int proveByInode(const UniqueFd& pidfd, const Identity& identity) {
  if (!pidfd || identity.pidfdInode == 0) return 0;
  const uint64_t inode = pidfdInode(pidfd);
  return inode == 0 || inode == identity.pidfdInode ? 0 : kOtherProcess;
}

int proveByStart(int directory, const char* stat, const Identity& identity) {
  uint64_t startTicks = 0;
  const int error = readStart(directory, stat, startTicks);
  return error != 0 || startTicks == identity.startTicks ? error : kOtherProcess;
}

int proveNow(int directory, const char* stat, const Identity& identity) {
  if (identity.pidfdInode != 0) {
    const UniqueFd pidfd = openPidfd(identity.pid);
    if (pidfd) return proveByInode(pidfd, identity);
    if (errno == ESRCH) return ESRCH;
  }
  return proveByStart(directory, stat, identity);
}

}  // namespace ntop
