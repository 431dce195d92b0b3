#pragma once

#include <sys/resource.h>

#include <vector>

#include "identity.h"
#include "outcome.h"
#include "scheduling.h"

// Acts on processes. A PID may be another's by the time, so each action proves that it met the process meant. Setters have
// no form that takes a pidfd: they are called between two proofs, and where the second fails they may have strayed.
namespace ntop {

// Kernels before 5.3 have no pidfd, and sandboxes may forbid them.
constexpr int kNoPidfd = -1;

// Opens a pidfd of the process and checks that it is the one meant. `handle` is the caller's to release; it is
// kNoPidfd, with success, where the kernel has none.
Outcome hold(const Identity& identity, int& handle);
void release(int handle);

// Sends a signal to a held process. Where pidfds take none it is kill(2) right between two proofs, which leaves a gap of
// microseconds.
Outcome signalHeld(int handle, const Identity& identity, int signal);

// Of the thread whose id is the PID alone, as renice(1) does it.
Outcome getNice(const Identity& identity, int& nice);
Outcome setNice(const Identity& identity, int nice);

// See ioprio_set(2).
Outcome getIoPriority(const Identity& identity, IoPriority& priority);
Outcome setIoPriority(const Identity& identity, int ioClass, int level);

// No CPU at all means all that it may have. EINVAL when it may have none of them.
Outcome getAffinity(const Identity& identity, std::vector<int>& cpus);
Outcome setAffinity(const Identity& identity, const std::vector<int>& cpus);

// See prlimit(2); RLIM_INFINITY is no limit.
Outcome getLimit(const Identity& identity, int resource, rlimit& limit);
Outcome setLimit(const Identity& identity, int resource, const rlimit& limit);

}  // namespace ntop
