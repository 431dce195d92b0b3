#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../proc/system_files.h"
#include "failure.h"

namespace ntop {

struct DiskCounters {
  std::string name;
  bool whole = false;  // no partition, and no device that lies on others, whose traffic would count twice
  proc::Disk counters;
};

// Disks and partitions from procRoot/diskstats, or from sysRoot/block where that is missing.
Failure readDiskCounters(const std::string& procRoot, const std::string& sysRoot, std::vector<DiskCounters>& disks);

// The names in sysRoot/block.
std::vector<std::string> listBlockDevices(const std::string& sysRoot);

// Whether a name of diskstats is a disk whose traffic counts for the machine's.
bool isWholeDisk(std::string_view name, const std::vector<std::string>& blockDevices);

}  // namespace ntop
