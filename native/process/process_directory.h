#pragma once

#include <string>

#include "../io/file.h"
#include "identity.h"

// The library's way to a process: its directory in /proc, which never shows another process under the same PID.
namespace ntop {

// Opens the directory of just this process. 0; ESRCH when it is gone and nobody has its PID, kOtherProcess when somebody
// has, or another errno. Without a pidfd's inode the start proves it; a start of 0 is unknown and proves nothing.
int openProcess(const std::string& procRoot, const Identity& identity, UniqueFd& directory);

// The same without proof, for who compares the start in /proc/PID/stat.
int openUnproven(const std::string& procRoot, int32_t pid, UniqueFd& directory);

// Who has the PID. What may not be read of it stays 0, as under hidepid=1. 0 or an errno, ESRCH for nobody.
int identifyProcess(const std::string& procRoot, int32_t pid, Identity& identity);

// Whether the start tells the process from all that get its PID later. For those that were identified in the tick they
// began in it does not: another one can begin in the same.
bool isTellingStart(uint64_t startTicks);

}  // namespace ntop
