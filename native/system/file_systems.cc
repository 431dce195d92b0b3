#include "file_systems.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>

#include "../proc/fields.h"

namespace ntop {

namespace {

// What the kernel calls /dev/root by the name that the device has elsewhere; as it was when that can't be found.
std::string nameOfRootDevice(const std::string& procRoot, const std::string& sysRoot, const std::string& otherwise) {
  struct stat root {};
  if (stat("/", &root) != 0) return otherwise;
  const unsigned majorNumber = major(root.st_dev);
  const unsigned minorNumber = minor(root.st_dev);
  std::string text;
  if (!readText(procRoot + "/partitions", text)) {
    const std::string_view name = proc::findPartition(text, majorNumber, minorNumber);
    if (!name.empty()) return "/dev/" + std::string(name);
  }
  const std::string numbers = std::to_string(majorNumber) + ":" + std::to_string(minorNumber);
  if (readText(sysRoot + "/dev/block/" + numbers + "/uevent", text)) return otherwise;
  std::string_view rest = text;
  std::string_view line;
  constexpr std::string_view kKey = "DEVNAME=";
  while (proc::nextLine(rest, line)) {
    if (proc::startsWith(line, kKey)) return "/dev/" + std::string(line.substr(kKey.size()));
  }
  return otherwise;
}

}  // namespace

Failure readMounts(const std::string& procRoot, const std::string& sysRoot, std::vector<MountedFileSystem>& mounted) {
  std::string types;
  if (const Failure failure = readText(procRoot + "/filesystems", types)) return failure;
  const std::vector<std::string_view> onDisk = proc::parseDiskFileSystems(types);
  std::string text;
  if (const Failure failure = readText(procRoot + "/self/mounts", text)) return failure;
  for (proc::Mount& mount : proc::parseMounts(text)) {
    std::string& device = mount.device;
    if (device == "none") device.clear();
    if (device == "/dev/root" || device == "rootfs") device = nameOfRootDevice(procRoot, sysRoot, device);
    const bool typed = std::find(onDisk.begin(), onDisk.end(), mount.type) != onDisk.end();
    const bool has = typed && !device.empty();
    mounted.push_back({std::move(mount), has});
  }
  return {};
}

Failure readSpace(const std::string& path, Space& space) {
  struct statvfs found {};
  int failed = 0;
  do {
    failed = statvfs(path.c_str(), &found);
  } while (failed != 0 && errno == EINTR);
  if (failed != 0) return {errno, path};
  const auto unit = static_cast<double>(found.f_frsize);
  space.totalBytes = static_cast<double>(found.f_blocks) * unit;
  space.freeBytes = static_cast<double>(found.f_bfree) * unit;
  space.availableBytes = static_cast<double>(found.f_bavail) * unit;
  space.inodes = static_cast<double>(found.f_files);
  space.freeInodes = static_cast<double>(found.f_ffree);
  return {};
}

}  // namespace ntop
