#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../proc/cgroups.h"

namespace ntop {

// Where the hierarchies of control groups are mounted on the machine that the two roots describe; where nothing says so,
// the usual places.
std::vector<proc::CgroupMount> findHierarchies(const std::string& procRoot, const std::string& sysRoot);

// The directory of a process's group in the hierarchy that has the controller.
struct GroupDirectory {
  proc::CgroupMount mount;
  std::string path;   // of the group, as cgroups(7) counts paths
  std::string below;  // the mount's directory
};

// `cgroups` is the text of /proc/PID/cgroup. Nothing where the group can't be seen from here.
std::optional<GroupDirectory> findGroup(std::string_view cgroups, std::string_view controller,
                                        const std::vector<proc::CgroupMount>& mounts);

// Calls visit(directory, path) for the group and all above it, from the inside out, until it returns false.
template <typename Visit>
void climbGroups(const GroupDirectory& group, Visit visit) {
  const std::string root = group.mount.root == "/" ? "" : group.mount.root;
  for (std::string below = group.below;; below.resize(below.rfind('/'))) {
    const std::string path = root + below;
    if (!visit(group.mount.point + below, path.empty() ? "/" : path) || below.empty()) return;
  }
}

}  // namespace ntop
