#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ntop {

// One choice and its reason, for `ntop --doctor`.
struct Capability {
  const char* name;
  std::string chosen;
  std::string why;
};

// What this kernel, container and /proc allow. Each was tried, not derived from a version.
struct Abilities {
  bool isOwnProc = false;     // the kernel's own /proc, of the PID namespace that ntop is in
  bool hasCpuClocks = false;  // of other processes: those that did not run need not be read
  bool hasForkCursor = false; // /proc/stat and /proc/loadavg show which PIDs were assigned
  bool hasPidfdInodes = false;
  bool countsOpenFiles = false;  // the size of /proc/PID/fd is their number (Linux 6.2)
  size_t mostHeldFiles = 0;
  std::vector<Capability> list;
};

// Empty, or why CPU clocks can't replace another process's stat; if other processes are hidden, ntop's own.
std::string whyNoClocks(int proc);

// `proc` is the open directory `procRoot`. With `plain` only what a made-up /proc also has is used.
Abilities tryAbilities(int proc, const std::string& procRoot, bool plain);

}  // namespace ntop
