#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ntop {

// What was chosen for one question, and why: for `ntop --doctor`.
struct Capability {
  const char* name;
  std::string chosen;
  std::string why;
};

// What this kernel, container and /proc allow. Each was tried, not taken from a version.
struct Abilities {
  bool isOwnProc = false;     // the kernel's own /proc, of the PID namespace that ntop is in
  bool hasCpuClocks = false;  // of other processes, so that one that did not run need not be read
  bool hasForkCursor = false; // /proc/stat and /proc/loadavg say which PIDs were given
  bool hasPidfdInodes = false;
  size_t mostHeldFiles = 0;
  std::vector<Capability> list;
};

// Empty, or why CPU clocks can't stand for what stat says of another process; where others are hidden, of ntop's own.
std::string whyNoClocks(int proc);

// `proc` is the open directory `procRoot`. With `plain` nothing is used that a made up /proc would not have too.
Abilities tryAbilities(int proc, const std::string& procRoot, bool plain);

}  // namespace ntop
