#include "hierarchies.h"

#include <fcntl.h>

#include "../io/file.h"
#include "../proc/fields.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 4u << 20;

}  // namespace

std::vector<proc::CgroupMount> findHierarchies(const std::string& procRoot, const std::string& sysRoot) {
  std::string text;
  readFile(AT_FDCWD, (procRoot + "/self/mountinfo").c_str(), text, kMostBytes);
  std::vector<proc::CgroupMount> mounts = proc::parseCgroupMounts(text);
  for (proc::CgroupMount& mount : mounts) {
    if (proc::startsWith(mount.point, "/sys/")) mount.point = sysRoot + mount.point.substr(4);
  }
  if (!mounts.empty()) return mounts;
  const std::string usual = sysRoot + "/fs/cgroup";
  mounts.push_back({2, "/", usual, ""});
  for (const char* controller : {"memory", "cpu", "cpuacct", "pids", "blkio"}) {
    mounts.push_back({1, "/", usual + "/" + controller, controller});
  }
  return mounts;
}

std::optional<GroupDirectory> findGroup(std::string_view cgroups, std::string_view controller,
                                        const std::vector<proc::CgroupMount>& mounts) {
  const auto place = proc::parseCgroupOf(cgroups, controller);
  if (!place) return {};
  for (const proc::CgroupMount& mount : mounts) {
    if (mount.version != place->version || (mount.version == 1 && !proc::hasController(mount, controller))) continue;
    const auto below = proc::pathBelow(mount, place->path);
    if (below) return GroupDirectory{mount, std::string(place->path), std::string(*below)};
  }
  return {};
}

}  // namespace ntop
