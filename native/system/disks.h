#pragma once

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

// Disks and partitions from procRoot/diskstats, or from sysRoot/block where that is missing.
Failure readDiskCounters(const std::string& procRoot, const std::string& sysRoot, std::vector<DiskCounters>& disks);

}  // namespace ntop
