#pragma once

#include <cerrno>
#include <string>

#include "../io/file.h"
#include "identity.h"

// How the library reads a process: its open directory in /proc, which never shows a process that reused the PID.
namespace ntop {

// What a file of a process has failed with: of one that was reaped the kernel says now ENOENT, now ESRCH.
inline int goneOr(int error) { return error == ENOENT ? ESRCH : error; }

// Opens the directory of this process. 0; ESRCH if it is gone and no process has its PID, kOtherProcess if its PID was
// reused, or another errno. Without a pidfd inode the start time decides; a start of 0 is unknown and decides nothing.
int openProcess(const std::string& procRoot, const Identity& identity, UniqueFd& directory);

// The same without the check, for callers that compare the start in /proc/PID/stat.
int openUnproven(const std::string& procRoot, int32_t pid, UniqueFd& directory);

// The number of the process's pidfd; 0 where there is none, or its PID means another one there.
uint64_t pidfdInodeOf(const std::string& procRoot, int32_t pid);

// The process with the PID. What may not be read stays 0, as with hidepid=1. 0 or an errno, ESRCH if there is none.
int identifyProcess(const std::string& procRoot, int32_t pid, Identity& identity);

// Whether the start time alone identifies a process that was identified after `seconds` on the boot clock. In the tick in
// which it started it does not: its PID can be reused in the same tick.
bool isTellingStart(uint64_t startTicks, double seconds);

}  // namespace ntop
