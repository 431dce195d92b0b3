#include "disks.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "../io/file.h"
#include "../proc/fields.h"

namespace ntop {

namespace {

// They lie on other disks or in memory, so that their traffic would count twice or is none.
constexpr std::string_view kStackedDisks[] = {"loop", "dm-", "md", "zram", "ram"};

std::vector<std::string> namesIn(const std::string& directory) {
  std::vector<std::string> names;
  const UniqueFd open = openDirectory(AT_FDCWD, directory.c_str());
  if (open) listNames(open.get(), names);
  return names;
}

// cciss/c0d0 is the file cciss!c0d0.
std::string swapped(std::string_view name, char from, char to) {
  std::string text(name);
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

void add(const proc::Disk& counters, std::string name, bool whole, std::vector<DiskCounters>& disks) {
  disks.push_back({std::move(name), whole, counters});
  disks.back().counters.name = {};
}

// What /sys knows of disks and, in directories of theirs, of partitions.
void readBlockFiles(const std::string& sysRoot, std::vector<DiskCounters>& disks) {
  const std::vector<std::string> devices = listBlockDevices(sysRoot);
  std::string text;
  for (const std::string& device : devices) {
    const std::string directory = sysRoot + "/block/" + device;
    std::vector<std::string> names = namesIn(directory);
    names.erase(std::remove_if(names.begin(), names.end(),
                               [&](const std::string& name) { return !proc::startsWith(name, device); }),
                names.end());
    names.insert(names.begin(), "");
    for (const std::string& name : names) {
      if (readText(directory + "/" + name + "/stat", text)) continue;
      const auto counters = proc::parseDiskCounters(text);
      const std::string called = swapped(name.empty() ? device : name, '!', '/');
      if (counters) add(*counters, called, name.empty() && isWholeDisk(called, devices), disks);
    }
  }
}

}  // namespace

Failure readDiskCounters(const std::string& procRoot, const std::string& sysRoot, std::vector<DiskCounters>& disks) {
  std::string text;
  const Failure failure = readText(procRoot + "/diskstats", text);
  if (failure) {
    readBlockFiles(sysRoot, disks);
    return disks.empty() ? failure : Failure();
  }
  const std::vector<std::string> devices = listBlockDevices(sysRoot);
  for (const proc::Disk& disk : proc::parseDisks(text)) {
    add(disk, std::string(disk.name), isWholeDisk(disk.name, devices), disks);
  }
  return {};
}

std::vector<std::string> listBlockDevices(const std::string& sysRoot) { return namesIn(sysRoot + "/block"); }

bool isWholeDisk(std::string_view name, const std::vector<std::string>& blockDevices) {
  for (const std::string_view stacked : kStackedDisks) {
    if (proc::startsWith(name, stacked)) return false;
  }
  return std::find(blockDevices.begin(), blockDevices.end(), swapped(name, '/', '!')) != blockDevices.end();
}

}  // namespace ntop
