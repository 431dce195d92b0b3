#pragma once

#include <cstddef>

namespace ntop {

// Whether the size of the directory of a process's descriptors is their number, as the kernel has it since 6.2.
// `proc` is the open /proc, in which ntop itself must be.
bool sizeIsCount(int proc);

// Counts the open descriptors of a process by its directory of them (`PID/fd`, below `proc`); listing them needs rights,
// their number as its size does not. 0 or an errno.
int countOpenFiles(int proc, const char* directory, bool bySize, size_t& count);

}  // namespace ntop
