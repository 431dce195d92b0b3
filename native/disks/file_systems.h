#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "../proc/mount_info.h"

namespace ntop {

// Places in `mounts`. The first stands for all, as for df: one that is not mounted over, then one of the whole file
// system, then the shortest path.
struct MountGroup {
  std::vector<size_t> mounts;
  // Of mounts of a directory that may have a quota of its own (prjquota): the group of the rest, which lies before it.
  std::optional<size_t> whole;
};

// A group is a file system, or a part of one, as the kernel first names them.
std::vector<MountGroup> groupByFileSystem(const std::vector<proc::MountInfo>& mounts);

// By the mount, or the whole file system.
bool isReadOnly(const proc::MountInfo& mount);

// The kernel allows no more writing to it, although it was mounted to be written.
bool becameReadOnly(const proc::MountInfo& mount, bool hasErrors);

}  // namespace ntop
