#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ntop {

// A limit of a control group, and what all below that group use of it.
struct CgroupBound {
  uint64_t bytes = 0;
  std::optional<uint64_t> usedBytes;
  std::string path;  // of the group, as cgroups(7) counts paths
};

// What the control groups above a process allow it: of each kind the tightest bound on the way up to the root.
struct MemoryLimit {
  int version = 2;
  std::string path;                    // of the process's own group
  std::optional<CgroupBound> memory;   // above it the OOM killer kills a process
  std::optional<CgroupBound> high;     // beyond it all are slowed down; version 2 only
  std::optional<CgroupBound> swap;     // of version 1: what may be swapped once memory is full
};

// `process` is an open directory in `procRoot`, such as that of self. Empty when no group is known to count the memory of
// the process, or it can't be seen from here. May wait for the kernel's lock of control groups.
std::optional<MemoryLimit> readMemoryLimit(int process, const std::string& procRoot, const std::string& sysRoot);

}  // namespace ntop
