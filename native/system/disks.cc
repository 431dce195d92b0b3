#include "disks.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <optional>

#include "../io/kept_file.h"
#include "../proc/fields.h"
#include "whole_disks.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 16u << 20;

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

// Called as diskstats calls it.
void add(std::string name, const proc::Disk& counters, std::vector<DiskCounters>& disks) {
  disks.push_back({std::move(name), false, counters});
  disks.back().counters.name = {};
}

// What /sys knows of disks and, in directories of theirs, of partitions.
void readBlockFiles(const std::string& sysRoot, const std::vector<std::string>& devices,
                    std::vector<DiskCounters>& disks) {
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
      if (counters) add(swapped(name.empty() ? device : name, '!', '/'), *counters, disks);
    }
  }
}

Failure readDiskstats(const std::string& procRoot, std::string& text) {
  const std::string path = procRoot + "/diskstats";
  if (procRoot != "/proc") return readText(path, text);
  thread_local KeptFile kept("/proc/diskstats");
  const int error = kept.read(text, kMostBytes);
  return error == 0 ? Failure{} : Failure{error, path};
}

void findWhole(const std::string& sysRoot, const std::vector<std::string>& devices, std::vector<DiskCounters>& disks) {
  std::vector<proc::Disk> named;
  for (const DiskCounters& disk : disks) {
    named.push_back(disk.counters);
    named.back().name = disk.name;
  }
  const WholeDisks whole(named, devices, sysRoot);
  for (size_t place = 0; place < disks.size(); ++place) disks[place].whole = whole.counts(place, named);
}

}  // namespace

std::array<double, kDiskFigures> figuresOf(const proc::Disk& counters) {
  const auto known = [](uint64_t count) { return static_cast<double>(count); };
  const auto orUnknown = [](const std::optional<uint64_t>& count) {
    return count ? static_cast<double>(*count) : std::numeric_limits<double>::quiet_NaN();
  };
  return {known(counters.reads),
          known(counters.writes),
          known(counters.readBytes),
          known(counters.writeBytes),
          orUnknown(counters.readMilliseconds),
          orUnknown(counters.writeMilliseconds),
          orUnknown(counters.mergedReads),
          orUnknown(counters.mergedWrites),
          orUnknown(counters.busyMilliseconds)};
}

Failure readDiskCounters(const std::string& procRoot, const std::string& sysRoot, bool findsWhole,
                         std::vector<DiskCounters>& disks) {
  std::string text;
  const Failure failure = readDiskstats(procRoot, text);
  const std::vector<std::string> devices = failure || findsWhole ? listBlockDevices(sysRoot) : std::vector<std::string>();
  if (failure) {
    readBlockFiles(sysRoot, devices, disks);
    if (disks.empty()) return failure;
  } else {
    for (const proc::Disk& disk : proc::parseDisks(text)) add(std::string(disk.name), disk, disks);
  }
  if (findsWhole) findWhole(sysRoot, devices, disks);
  return {};
}

}  // namespace ntop
