#pragma once

#include <sys/resource.h>

#include <vector>

#include "identity.h"
#include "outcome.h"
#include "scheduling.h"

// Acts on processes. A PID may be reused meanwhile, so each action checks the identity. Setters have
// no pidfd form: they are called between two checks, and if the second fails they may have hit a successor.
namespace ntop {

// Kernels before 5.3 have no pidfd, and sandboxes may forbid them.
constexpr int kNoPidfd = -1;

// Opens a pidfd of the process and checks its identity. The caller releases `handle`; it is
// kNoPidfd, with success, if the kernel has no pidfds.
Outcome hold(const Identity& identity, int& handle);
void release(int handle);

// Sends a signal to a held process. Where pidfds take none it is kill(2) right between two proofs, which leaves a gap
// of microseconds.
Outcome signalHeld(int handle, const Identity& identity, int signal);

// Of the thread whose id is the PID alone, as renice(1) does it.
Outcome getNice(const Identity& identity, int& nice);
Outcome setNice(const Identity& identity, int nice);

// See ioprio_set(2).
Outcome getIoPriority(const Identity& identity, IoPriority& priority);
Outcome setIoPriority(const Identity& identity, int ioClass, int level);

// An empty list means all allowed CPUs. EINVAL if none of them is allowed.
Outcome getAffinity(const Identity& identity, std::vector<int>& cpus);
Outcome setAffinity(const Identity& identity, const std::vector<int>& cpus);

// See prlimit(2); RLIM_INFINITY is no limit.
Outcome getLimit(const Identity& identity, int resource, rlimit& limit);
Outcome setLimit(const Identity& identity, int resource, const rlimit& limit);

}  // namespace ntop
