#include "actions.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "own_proc.h"
#include "pidfd.h"
#include "touched.h"

namespace ntop {

namespace {

// A call with a pidfd is not there, or a sandbox does not allow it.
bool meansNoPidfd(int error) { return error == ENOSYS || error == EPERM; }

int proveStart(const Identity& identity) {
  return proveByStart(AT_FDCWD, ("/proc/" + std::to_string(identity.pid) + "/stat").c_str(), identity);
}

// Opens the pidfd before the check: whatever happens to the PID later, the descriptor stays with the checked process.
Outcome openChecked(const Identity& identity, UniqueFd& pidfd) {
  if (identity.pid <= 0) return outcomeOf(EINVAL);
  // A PID there would be a different process here.
  if (!isProcOurs()) return outcomeOf(EOPNOTSUPP);
  pidfd = openPidfd(identity.pid);
  // A kernel without pidfds of threads calls theirs invalid.
  const bool unavailable = !pidfd && (meansNoPidfd(errno) || errno == EINVAL);
  if (!pidfd && !unavailable) return outcomeOf(errno);
  const int error = proveByInode(pidfd, identity);
  return outcomeOf(error != 0 ? error : proveStart(identity));
}

// Whether the PID was the process's own until now.
Outcome checkStill(const Identity& identity, int pidfd) {
  const int asked = pidfd < 0 ? EBADF : askPidfd(pidfd);
  return outcomeOf(asked == 0 || asked == ESRCH ? asked : proveStart(identity));
}

// Runs `call`, which returns 0 or an errno, right between two proofs that the PID is the process's.
template <typename Call>
Outcome callBetween(const Identity& identity, int pidfd, Call call) {
  const Outcome before = checkStill(identity, pidfd);
  if (before.error != 0) return before;
  const int error = call();
  const Outcome after = checkStill(identity, pidfd);
  return error == 0 || after.gone ? after : outcomeOf(error);
}

template <typename Call>
Outcome askBetween(const Identity& identity, Call call) {
  UniqueFd pidfd;
  const Outcome opened = openChecked(identity, pidfd);
  return opened.error == 0 ? callBetween(identity, pidfd.get(), call) : opened;
}

// The same for what changes the process.
template <typename Call>
Outcome changeBetween(const Identity& identity, Call call) {
  bool changed = false;
  Outcome outcome = askBetween(identity, [&] {
    const int error = call();
    changed = error == 0;
    return error;
  });
  outcome.mayHaveStrayed = changed && outcome.error != 0;
  noteTouched(identity.pid);
  return outcome;
}

// For systems that permit no signals through a pidfd. A signal may end the process, so it may be gone afterwards; only
// if the PID was reused by then can another process have got it.
Outcome signalByPid(int pidfd, const Identity& identity, int signal) {
  bool sent = false;
  Outcome outcome = callBetween(identity, pidfd, [&] {
    const int error = kill(identity.pid, signal) == 0 ? 0 : errno;
    sent = error == 0;
    return error;
  });
  if (!sent || outcome.error == 0) return outcome;
  if (proveStart(identity) == ESRCH) return {};
  outcome.mayHaveStrayed = true;
  return outcome;
}

Outcome signalOpen(int pidfd, const Identity& identity, int signal) {
  const int error = pidfd < 0 ? ENOSYS : signalPidfd(pidfd, signal);
  return meansNoPidfd(error) ? signalByPid(pidfd, identity, signal) : outcomeOf(error);
}

// What prlimit(2) takes for a resource: glibc has an enum for it, musl an int.
template <typename Resource>
Resource resourceOf(int (*)(pid_t, Resource, const rlimit*, rlimit*), int resource) {
  return static_cast<Resource>(resource);
}

int limitOf(int32_t pid, int resource, const rlimit* next, rlimit* now) {
  return prlimit(pid, resourceOf(prlimit, resource), next, now) == 0 ? 0 : errno;
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
  if (handle >= 0) return signalOpen(handle, identity, signal);
  UniqueFd pidfd;
  const Outcome opened = openChecked(identity, pidfd);
  return opened.error == 0 ? signalOpen(pidfd.get(), identity, signal) : opened;
}

Outcome getNice(const Identity& identity, int& nice) {
  return askBetween(identity, [&] {
    errno = 0;  // -1 is a nice value too
    nice = getpriority(PRIO_PROCESS, static_cast<id_t>(identity.pid));
    return errno;
  });
}

Outcome setNice(const Identity& identity, int nice) {
  const auto id = static_cast<id_t>(identity.pid);
  return changeBetween(identity, [&] { return setpriority(PRIO_PROCESS, id, nice) == 0 ? 0 : errno; });
}

Outcome getIoPriority(const Identity& identity, IoPriority& priority) {
  return askBetween(identity, [&] { return readIoPriority(identity.pid, priority); });
}

Outcome setIoPriority(const Identity& identity, int ioClass, int level) {
  return changeBetween(identity, [&] { return writeIoPriority(identity.pid, {ioClass, level}); });
}

Outcome getAffinity(const Identity& identity, std::vector<int>& cpus) {
  return askBetween(identity, [&] { return readAffinity(identity.pid, cpus); });
}

Outcome setAffinity(const Identity& identity, const std::vector<int>& cpus) {
  const AffinityMask mask = affinityMask(cpus);
  return changeBetween(identity, [&] { return writeAffinity(identity.pid, mask); });
}

Outcome getLimit(const Identity& identity, int resource, rlimit& limit) {
  return askBetween(identity, [&] { return limitOf(identity.pid, resource, nullptr, &limit); });
}

Outcome setLimit(const Identity& identity, int resource, const rlimit& limit) {
  return changeBetween(identity, [&] { return limitOf(identity.pid, resource, &limit, nullptr); });
}

}  // namespace ntop
