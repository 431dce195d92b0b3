#include "whole_disks.h"

#include <fcntl.h>

#include <algorithm>

#include "../io/file.h"
#include "../proc/fields.h"

namespace ntop {

namespace {

// They lie on other disks or in memory, which not all of them say themselves.
constexpr std::string_view kStackedDisks[] = {"loop", "dm-", "md", "zd", "zram", "ram"};

// cciss/c0d0 is the file cciss!c0d0.
std::string fileNameOf(std::string_view disk) {
  std::string name(disk);
  std::replace(name.begin(), name.end(), '/', '!');
  return name;
}

bool isStacked(const std::string& directory, std::string_view name) {
  for (const std::string_view stacked : kStackedDisks) {
    if (proc::startsWith(name, stacked)) return true;
  }
  std::vector<std::string> slaves;
  const UniqueFd open = openDirectory(AT_FDCWD, (directory + "/slaves").c_str());
  return open && listNames(open.get(), slaves) == 0 && !slaves.empty();
}

// A path of native multipath: nvme0c1n1 is one to nvme0n1.
bool isHidden(const std::string& directory) {
  std::string text;
  return readRecord(AT_FDCWD, (directory + "/hidden").c_str(), text) == 0 && proc::startsWith(text, "1");
}

std::string headOf(std::string_view path) {
  const size_t controller = path.find('c');
  const size_t space = path.find('n', controller == std::string_view::npos ? path.size() : controller);
  if (space == std::string_view::npos) return {};
  return std::string(path.substr(0, controller)) + std::string(path.substr(space));
}

}  // namespace

std::vector<std::string> listBlockDevices(const std::string& sysRoot) {
  std::vector<std::string> names;
  const UniqueFd open = openDirectory(AT_FDCWD, (sysRoot + "/block").c_str());
  if (open) listNames(open.get(), names);
  return names;
}

WholeDisks::WholeDisks(const std::vector<proc::Disk>& disks, const std::vector<std::string>& blockDevices,
                       const std::string& sysRoot) {
  for (const proc::Disk& disk : disks) {
    const std::string name = fileNameOf(disk.name);
    const std::string directory = sysRoot + "/block/" + name;
    Disk& whole = disks_.emplace_back();
    whole.isWhole = std::find(blockDevices.begin(), blockDevices.end(), name) != blockDevices.end() &&
                    !isStacked(directory, disk.name);
    if (!whole.isWhole || !isHidden(directory)) continue;
    const std::string head = headOf(disk.name);
    const auto found = std::find_if(disks.begin(), disks.end(), [&](const proc::Disk& one) { return one.name == head; });
    if (found != disks.end()) whole.head = static_cast<size_t>(found - disks.begin());
  }
}

// Before Linux 6.4 only the paths to a disk counted, and since then the disk does too.
bool WholeDisks::counts(size_t place, const std::vector<proc::Disk>& disks) const {
  const Disk& disk = disks_[place];
  if (!disk.isWhole || disk.head == kNone) return disk.isWhole;
  const proc::Disk& head = disks[disk.head];
  return head.reads == 0 && head.writes == 0;
}

}  // namespace ntop
