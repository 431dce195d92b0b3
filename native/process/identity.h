#pragma once

#include <cerrno>
#include <cstdint>

#include "pidfd.h"

// The check that a PID belongs to a process, in one place for reading and acting.
namespace ntop {

// Identifies a process, even if its PID was or will be reused.
struct Identity {
  int32_t pid = 0;
  uint64_t startTicks = 0;
  uint64_t pidfdInode = 0;  // 0 where unknown
};

// The PID was reused.
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
