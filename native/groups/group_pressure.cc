#include "group_pressure.h"

#include <fcntl.h>

#include <cerrno>

#include "../io/file.h"
#include "hierarchies.h"

namespace ntop {

namespace {

proc::StallTimes readStalls(const std::string& path) {
  std::string text;
  return readRecord(AT_FDCWD, path.c_str(), text) == 0 ? proc::parseStallTimes(text) : proc::StallTimes();
}

}  // namespace

Failure readPressures(const std::string& procRoot, Pressures& pressures) {
  const UniqueFd root = openDirectory(AT_FDCWD, procRoot.c_str());
  if (!root) return {errno, procRoot};
  pressures.cpu = readStalls(procRoot + "/pressure/cpu");
  pressures.memory = readStalls(procRoot + "/pressure/memory");
  pressures.io = readStalls(procRoot + "/pressure/io");
  return {};
}

Failure readGroupPressures(const std::string& procRoot, const std::string& sysRoot, const std::string& group,
                           Pressures& pressures) {
  bool isThere = false;
  for (const proc::CgroupMount& mount : findHierarchies(procRoot, sysRoot)) {
    const auto below = proc::pathBelow(mount, group);
    if (!below) continue;
    const std::string directory = mount.point + std::string(*below);
    if (!openDirectory(AT_FDCWD, directory.c_str())) continue;
    isThere = true;
    if (mount.version != 2) continue;
    pressures.cpu = readStalls(directory + "/cpu.pressure");
    pressures.memory = readStalls(directory + "/memory.pressure");
    pressures.io = readStalls(directory + "/io.pressure");
  }
  return isThere ? Failure() : Failure{ENOENT, group};
}

}  // namespace ntop
