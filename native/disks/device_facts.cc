#include "device_facts.h"

#include <fcntl.h>

#include <algorithm>
#include <tuple>

#include "../io/file.h"
#include "../proc/block_devices.h"
#include "../proc/fields.h"

namespace ntop {

namespace {

std::string swapped(std::string_view name, char from, char to) {
  std::string text(name);
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

bool isDirectory(const std::string& path) { return static_cast<bool>(openDirectory(AT_FDCWD, path.c_str())); }

// The text of a file without the line end and the blanks that fixed fields are filled up with.
std::string lineOf(const std::string& path) {
  std::string text;
  if (readRecord(AT_FDCWD, path.c_str(), text) != 0) return {};
  text.erase(text.find_last_not_of(" \n") + 1);
  return text;
}

// A path may end with a blank.
std::string pathOf(const std::string& path) {
  std::string text;
  if (readRecord(AT_FDCWD, path.c_str(), text) != 0) return {};
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::optional<uint64_t> numberOf(const std::string& path) { return proc::parseAttribute(lineOf(path)); }

std::optional<bool> flagOf(const std::string& path) {
  const auto number = numberOf(path);
  if (!number) return {};
  return *number != 0;
}

std::vector<std::string> slavesOf(const std::string& directory) {
  std::vector<std::string> names;
  const UniqueFd open = openDirectory(AT_FDCWD, (directory + "/slaves").c_str());
  if (open) listNames(open.get(), names);
  std::sort(names.begin(), names.end());
  for (std::string& name : names) name = toDeviceName(name);
  return names;
}

DeviceKind kindOf(const std::string& name, const DevicePlace& place) {
  if (!place.disk.empty()) return DeviceKind::kPartition;
  if (isDirectory(place.directory + "/md")) return DeviceKind::kRaid;
  if (isDirectory(place.directory + "/dm")) return DeviceKind::kDm;
  if (proc::startsWith(name, "loop")) return DeviceKind::kLoop;
  if (proc::startsWith(name, "zram")) return DeviceKind::kZram;
  return isDirectory(place.directory + "/device") ? DeviceKind::kDisk : DeviceKind::kOther;
}

RaidFacts readRaid(const std::string& directory) {
  RaidFacts raid;
  raid.level = lineOf(directory + "/level");
  raid.state = lineOf(directory + "/array_state");
  raid.members = numberOf(directory + "/raid_disks");
  raid.missing = numberOf(directory + "/degraded");
  raid.action = lineOf(directory + "/sync_action");
  raid.progress = proc::parseProgress(lineOf(directory + "/sync_completed"));
  return raid;
}

std::string modelOf(const std::string& device) {
  const std::string model = lineOf(device + "/model");
  return model.empty() ? lineOf(device + "/name") : model;  // memory cards
}

}  // namespace

static bool operator==(const RaidFacts& one, const RaidFacts& other) {
  const auto all = [](const RaidFacts& of) {
    return std::tie(of.level, of.state, of.members, of.missing, of.action, of.progress);
  };
  return all(one) == all(other);
}

bool operator==(const DeviceFacts& one, const DeviceFacts& other) {
  const auto all = [](const DeviceFacts& of) {
    return std::tie(of.kind, of.parents, of.label, of.raid, of.backingFile, of.model, of.scheduler, of.rotational,
                    of.readOnly);
  };
  return all(one) == all(other);
}

std::string toFileName(std::string_view device) { return swapped(device, '/', '!'); }
std::string toDeviceName(std::string_view file) { return swapped(file, '!', '/'); }

DevicePlace findDevice(const std::string& sysRoot, const std::string& name,
                       const std::vector<std::string>& blockDevices) {
  const std::string file = toFileName(name);
  const std::string block = sysRoot + "/block/";
  if (std::find(blockDevices.begin(), blockDevices.end(), file) != blockDevices.end()) return {block + file, ""};
  for (const std::string& disk : blockDevices) {
    const bool mayBe = disk.size() < file.size() && proc::startsWith(file, disk);
    if (mayBe && isDirectory(block + disk + "/" + file)) return {block + disk + "/" + file, disk};
  }
  return {};
}

DeviceFacts readDeviceFacts(const std::string& name, const DevicePlace& place) {
  DeviceFacts facts;
  if (place.directory.empty()) return facts;
  facts.kind = kindOf(name, place);
  facts.readOnly = flagOf(place.directory + "/ro");
  if (facts.kind == DeviceKind::kPartition) {
    facts.parents = {toDeviceName(place.disk)};
    return facts;
  }
  facts.parents = slavesOf(place.directory);
  facts.rotational = flagOf(place.directory + "/queue/rotational");
  facts.scheduler = std::string(proc::parseScheduler(lineOf(place.directory + "/queue/scheduler")));
  facts.model = modelOf(place.directory + "/device");
  if (facts.kind == DeviceKind::kDm) facts.label = lineOf(place.directory + "/dm/name");
  if (facts.kind == DeviceKind::kRaid) facts.raid = readRaid(place.directory + "/md");
  if (facts.kind == DeviceKind::kLoop) facts.backingFile = pathOf(place.directory + "/loop/backing_file");
  return facts;
}

}  // namespace ntop
