#pragma once

#include <optional>
#include <string>
#include <vector>

#include "../proc/smaps.h"
#include "../process/identity.h"
#include "../process/outcome.h"
#include "memory_limit.h"

// What is read of the memory of single processes on demand. All of it walks page tables or waits for the process's memory
// map, so none of it belongs on the main thread or under a scan. A process that holds its map's lock gives no answer
// (ETIMEDOUT), and is not asked again while it does.
namespace ntop {

struct Footprint {
  Outcome outcome;
  double readAtSeconds = 0;  // on CLOCK_MONOTONIC
  proc::SmapsFigures figures;
};

// The footprints of some processes, in their order. Those that come after `mostSeconds` are left out.
std::vector<Footprint> readFootprints(const std::string& procRoot, const std::vector<Identity>& processes,
                                      double mostSeconds);

// The mappings of a process by file, in no order worth mentioning.
Outcome readMappings(const std::string& procRoot, const Identity& identity, std::vector<proc::MappingGroup>& groups);

// The same each for itself, in the order of their addresses; `range` and `permissions` as the kernel writes them.
struct SingleMapping {
  std::string range;
  std::string permissions;
  std::string path;
  proc::SmapsFigures figures;
};
Outcome readEachMapping(const std::string& procRoot, const Identity& identity, std::vector<SingleMapping>& mappings);

// What the control groups of a process allow it.
Outcome readLimitOf(const std::string& procRoot, const std::string& sysRoot, const Identity& identity,
                    std::optional<MemoryLimit>& limit);

}  // namespace ntop
