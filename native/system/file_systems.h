#pragma once

#include <string>
#include <vector>

#include "../proc/mounts.h"
#include "failure.h"

namespace ntop {

struct MountedFileSystem {
  proc::Mount mount;
  bool onDisk = false;  // its type needs a device, and it has one
};

// What is mounted, from procRoot/self/mounts, in that order.
Failure readMounts(const std::string& procRoot, const std::string& sysRoot, std::vector<MountedFileSystem>& mounted);

struct Space {
  double totalBytes = 0;
  double freeBytes = 0;       // for root
  double availableBytes = 0;  // for everyone else
  double inodes = 0;          // 0 where they are made as needed
  double freeInodes = 0;
};

// The space of the file system that `path` is in. Waits as long as that file system does, for ever if its server is gone.
Failure readSpace(const std::string& path, Space& space);

}  // namespace ntop
