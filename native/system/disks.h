#pragma once

#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "../proc/system_files.h"
#include "failure.h"

namespace ntop {

struct DiskCounters {
  std::string name;
  bool whole = false;  // its traffic counts for the machine's
  proc::Disk counters;
};

// What is counted of a disk, in the order in which JavaScript gets it. Milliseconds are those of the kernel's own sums.
constexpr const char* kDiskFigureNames[] = {"reads",            "writes",            "readBytes",
                                            "writeBytes",       "readMilliseconds",  "writeMilliseconds",
                                            "mergedReads",      "mergedWrites",      "busyMilliseconds"};
constexpr size_t kDiskFigures = std::size(kDiskFigureNames);

// NaN is unknown.
std::array<double, kDiskFigures> figuresOf(const proc::Disk& counters);

// Disks and partitions from procRoot/diskstats, or from sysRoot/block where that is missing. `whole` is false of all
// unless it is asked for.
Failure readDiskCounters(const std::string& procRoot, const std::string& sysRoot, bool findsWhole,
                         std::vector<DiskCounters>& disks);

}  // namespace ntop
