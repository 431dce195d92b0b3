#pragma once

#include <cerrno>
#include <cstdint>

#include "pidfd.h"

// The proof that a PID is the process's that is meant, in one place for all who read processes or act on them.
namespace ntop {

// What tells a process from all others that have had, or will have, its PID.
struct Identity {
  int32_t pid = 0;
  uint64_t startTicks = 0;
  uint64_t pidfdInode = 0;  // 0 where unknown
};

// Another process has the PID.
constexpr int kOtherProcess = ESTALE;

// Each proof gives 0, kOtherProcess, ESRCH when no process has the PID, or the errno that keeps it from knowing.

// By the number of an open pidfd. It proves nothing, which is 0 too, where either number is unknown.
int proveByInode(const UniqueFd& pidfd, const Identity& identity);

// By the start in a file like /proc/PID/stat.
int proveByStart(int directory, const char* stat, const Identity& identity);

// That the PID is the process's at this moment: by its pidfd where that has a number, else by its start.
int proveNow(int directory, const char* stat, const Identity& identity);

// The start in a file like /proc/PID/stat; ESRCH when the process is gone.
int readStart(int directory, const char* stat, uint64_t& startTicks);

}  // namespace ntop
