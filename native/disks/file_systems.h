#pragma once

#include <cstddef>
#include <vector>

#include "../proc/mount_info.h"

namespace ntop {

// Places in `mounts` of one file system each, as the kernel first names them. The first of a file system's stands for it,
// as for df: one that is not mounted over, then one of the whole file system, then the shortest path.
std::vector<std::vector<size_t>> groupByFileSystem(const std::vector<proc::MountInfo>& mounts);

// By the mount, or the whole file system.
bool isReadOnly(const proc::MountInfo& mount);

// The kernel allows no more writing to it, although it was mounted to be written.
bool becameReadOnly(const proc::MountInfo& mount, bool hasErrors);

}  // namespace ntop
