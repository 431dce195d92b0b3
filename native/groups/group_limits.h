#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "../process/identity.h"
#include "../process/outcome.h"

namespace ntop {

// What its control groups allow a process: of each kind the tightest limit on the way up. Empty where there is none, or
// none can be seen from here.
struct GroupLimits {
  std::optional<double> cpus;
  std::optional<uint64_t> memoryBytes;
  std::optional<uint64_t> swapBytes;
  std::optional<uint64_t> tasks;
  // What the group with that limit has used of it, with all groups below; CPU time only of a quota.
  std::optional<double> cpuSeconds;
  std::optional<uint64_t> memoryUsedBytes;
  double monotonicSeconds = 0;
};

// May wait for the kernel's lock of control groups.
Outcome readGroupLimits(const std::string& procRoot, const std::string& sysRoot, const Identity& identity,
                        GroupLimits& limits);

}  // namespace ntop
