#include "actions.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "own_proc.h"
#include "../proc/process_stat.h"
#include "touched.h"

namespace ntop {

namespace {

constexpr Outcome kGone{ESRCH, true};

Outcome outcomeOf(int error) { return {error, error == ESRCH}; }

// pidfd_open(2) said that there is no such call, or that a sandbox does not allow it.
bool meansNoPidfd(int error) { return error == ENOSYS || error == EPERM; }

// Whether the PID belongs to the process meant at this moment.
Outcome checkStart(const Identity& identity) {
  std::string text;
  const int error = readRecord(AT_FDCWD, ("/proc/" + std::to_string(identity.pid) + "/stat").c_str(), text);
  if (error == ENOENT || error == ESRCH) return kGone;
  if (error != 0) return outcomeOf(error);
  const auto stat = proc::parseProcessStat(text);
  if (!stat) return {EIO, false};
  return stat->startTicks == identity.startTicks ? Outcome{} : kGone;
}

// Opens the pidfd before it looks: whatever happens to the PID later, the descriptor stays with what was looked at.
Outcome openChecked(const Identity& identity, UniqueFd& pidfd) {
  if (identity.pid <= 0) return {EINVAL, false};
  // A PID there would be another process's here.
  if (!isProcOurs()) return {EOPNOTSUPP, false};
  pidfd = openPidfd(identity.pid);
  // A kernel without pidfds of threads calls theirs invalid.
  const bool unavailable = !pidfd && (meansNoPidfd(errno) || errno == EINVAL);
  if (!pidfd && !unavailable) return outcomeOf(errno);
  const uint64_t inode = pidfd ? pidfdInode(pidfd) : 0;
  if (inode != 0 && identity.pidfdInode != 0 && inode != identity.pidfdInode) return kGone;
  return checkStart(identity);
}

// Whether the PID was the process's own until now.
Outcome checkStill(const Identity& identity, const UniqueFd& pidfd) {
  if (!pidfd) return checkStart(identity);
  return pidfdHolds(pidfd) ? Outcome{} : kGone;
}

// Runs `call`, which returns 0 or an errno, between two proofs that the PID is the process's.
template <typename Call>
Outcome actOn(const Identity& identity, Call call) {
  UniqueFd pidfd;
  const Outcome before = openChecked(identity, pidfd);
  if (before.error != 0) return before;
  const int error = call();
  noteTouched(identity.pid);
  const Outcome after = checkStill(identity, pidfd);
  return after.gone ? after : outcomeOf(error);
}

int limitOf(int32_t pid, int resource, const rlimit* next, rlimit* now) {
  return prlimit(pid, static_cast<__rlimit_resource>(resource), next, now) == 0 ? 0 : errno;
}

}  // namespace

Outcome hold(const Identity& identity, int& handle) {
  handle = kNoPidfd;
  UniqueFd pidfd;
  const Outcome outcome = openChecked(identity, pidfd);
  if (outcome.error != 0) return outcome;
  handle = pidfd.release();
  return {};
}

void release(int handle) {
  if (handle >= 0) close(handle);
}

Outcome signalHeld(int handle, const Identity& identity, int signal) {
  if (handle >= 0) return outcomeOf(signalPidfd(handle, signal));
  UniqueFd pidfd;
  const Outcome outcome = openChecked(identity, pidfd);
  if (outcome.error != 0) return outcome;
  if (pidfd) return outcomeOf(signalPidfd(pidfd.get(), signal));
  return outcomeOf(kill(identity.pid, signal) == 0 ? 0 : errno);
}

Outcome getNice(const Identity& identity, int& nice) {
  return actOn(identity, [&] {
    errno = 0;  // -1 is a nice value too
    nice = getpriority(PRIO_PROCESS, static_cast<id_t>(identity.pid));
    return errno;
  });
}

Outcome setNice(const Identity& identity, int nice) {
  return actOn(identity,
               [&] { return setpriority(PRIO_PROCESS, static_cast<id_t>(identity.pid), nice) == 0 ? 0 : errno; });
}

Outcome getIoPriority(const Identity& identity, IoPriority& priority) {
  return actOn(identity, [&] { return readIoPriority(identity.pid, priority); });
}

Outcome setIoPriority(const Identity& identity, int ioClass, int level) {
  return actOn(identity, [&] { return writeIoPriority(identity.pid, {ioClass, level}); });
}

Outcome getAffinity(const Identity& identity, std::vector<int>& cpus) {
  return actOn(identity, [&] { return readAffinity(identity.pid, cpus); });
}

Outcome setAffinity(const Identity& identity, const std::vector<int>& cpus) {
  return actOn(identity, [&] { return writeAffinity(identity.pid, cpus); });
}

Outcome getLimit(const Identity& identity, int resource, rlimit& limit) {
  return actOn(identity, [&] { return limitOf(identity.pid, resource, nullptr, &limit); });
}

Outcome setLimit(const Identity& identity, int resource, const rlimit& limit) {
  return actOn(identity, [&] { return limitOf(identity.pid, resource, &limit, nullptr); });
}

}  // namespace ntop
