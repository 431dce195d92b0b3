#pragma once

#include <cstdint>

#include "../io/file.h"

// A pidfd refers to the process (or thread) itself, not to its PID, which may be reused. See pidfd_open(2).
namespace ntop {

// Opens a pidfd of a process, or of a thread where the kernel can (Linux 6.9). errno says why not.
UniqueFd openPidfd(int32_t pid);

// Its inode number, which is never given twice; 0 before Linux 6.9, where all pidfds share one.
uint64_t pidfdInode(const UniqueFd& pidfd);

// Whether the PID is the process's own: 0 until it is reaped (a zombie has its PID), ESRCH afterwards, or the errno
// that keeps this from being known.
int askPidfd(int pidfd);

// Sends a signal to the process, or to the process of the thread. 0 or an errno.
int signalPidfd(int pidfd, int signal);

}  // namespace ntop
