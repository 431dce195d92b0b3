#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ntop {

// What must be read for the next frame.
struct Needs {
  bool io = false;
  bool cgroup = false;
  bool threads = false;
  std::vector<int32_t> visibleSlots;
  bool memory = false;  // swap, peak and OOM score of each process
  bool fds = false;     // the number of open descriptors
  bool fdLimits = false;     // how many may be open; of visible rows
  bool waitChannel = false;  // of visible rows
  bool delays = false;  // what processes have waited for, and their context switches
  // Values that can change while a process sleeps, read for all in each scan if the list is sorted or filtered by them.
  bool freshNice = false;
  bool freshStat = false;
  bool freshResident = false;
  bool freshMemory = false;  // what `memory` is
  bool freshCgroup = false;
  bool freshFdLimits = false;
  bool freshWaitChannel = false;
  unsigned groups = 0;  // GroupKind bits of the control groups that `cgroup` finds
  std::vector<std::string> groupPaths;

  bool asksForMoreThan(const Needs& other) const { return asksForGroupsBeyond(other) || asksForFiguresBeyond(other); }

  bool asksForGroupsBeyond(const Needs& other) const { return cgroup && !other.cgroup; }

  bool asksForFiguresBeyond(const Needs& other) const {
    return (io && !other.io) || (memory && !other.memory) || (threads && !other.threads) || (fds && !other.fds) ||
           (delays && !other.delays) || (freshFdLimits && !other.freshFdLimits) ||
           (freshWaitChannel && !other.freshWaitChannel);
  }
};

}  // namespace ntop
