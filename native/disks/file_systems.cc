#include "file_systems.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace ntop {

namespace {

// Mounts whose root another one lies on.
std::vector<bool> findCovered(const std::vector<proc::MountInfo>& mounts) {
  std::set<std::pair<int64_t, std::string_view>> covers;
  for (const proc::MountInfo& mount : mounts) covers.insert({mount.parent, mount.mountPoint});
  std::vector<bool> covered;
  for (const proc::MountInfo& mount : mounts) {
    covered.push_back(mount.parent != mount.id && covers.count({mount.id, mount.mountPoint}) != 0);
  }
  return covered;
}

// Ext4 since Linux 6.15; before, the file system itself turns read-only under a mount that is not.
bool isShut(const proc::MountInfo& mount) {
  return proc::hasOption(mount.superOptions, "emergency_ro") || proc::hasOption(mount.superOptions, "shutdown");
}

// Where directories have quotas, statfs(2) of one that has says what is left of its quota.
void addParts(const std::vector<proc::MountInfo>& mounts, const std::vector<size_t>& group, std::vector<MountGroup>& all) {
  const size_t whole = all.size();
  all.push_back({});
  if (!proc::hasOption(mounts[group.front()].superOptions, "prjquota")) {
    all.back().mounts = group;
    return;
  }
  std::map<std::string_view, size_t> places{{mounts[group.front()].root, whole}};
  for (const size_t index : group) {
    const auto [place, isNew] = places.try_emplace(mounts[index].root, all.size());
    if (isNew) all.push_back({{}, whole});
    all[place->second].mounts.push_back(index);
  }
}

}  // namespace

std::vector<MountGroup> groupByFileSystem(const std::vector<proc::MountInfo>& mounts) {
  const std::vector<bool> covered = findCovered(mounts);
  std::vector<std::vector<size_t>> groups;
  std::map<std::tuple<uint32_t, uint32_t>, size_t> places;
  for (size_t index = 0; index < mounts.size(); ++index) {
    const auto [place, isNew] = places.try_emplace({mounts[index].major, mounts[index].minor}, groups.size());
    if (isNew) groups.emplace_back();
    groups[place->second].push_back(index);
  }
  const auto rank = [&](size_t index) {
    const proc::MountInfo& mount = mounts[index];
    return std::make_tuple(bool(covered[index]), mount.root != "/", mount.mountPoint.size(), index);
  };
  for (auto& group : groups) {
    std::sort(group.begin(), group.end(), [&](size_t one, size_t other) { return rank(one) < rank(other); });
  }
  std::vector<MountGroup> all;
  for (const auto& group : groups) addParts(mounts, group, all);
  return all;
}

bool isReadOnly(const proc::MountInfo& mount) {
  return proc::hasOption(mount.options, "ro") || proc::hasOption(mount.superOptions, "ro") || isShut(mount);
}

bool becameReadOnly(const proc::MountInfo& mount, bool hasErrors) {
  if (proc::hasOption(mount.options, "ro")) return false;
  const bool says = hasErrors || proc::hasOption(mount.superOptions, "errors=remount-ro");
  return isShut(mount) || (says && proc::hasOption(mount.superOptions, "ro"));
}

}  // namespace ntop
