#pragma once

#include <sys/types.h>

// Forks a process that waits for its end under a PID of one's choice, as clone3(2) can do it for those with the right to.
// The PID, or 0 where that is not to be had.
pid_t forkAs(pid_t pid);
