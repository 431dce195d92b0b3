#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

enum class DeviceKind { kDisk, kPartition, kRaid, kDm, kLoop, kZram, kOther };

// In their order.
constexpr const char* kDeviceKindNames[] = {"disk", "partition", "raid", "dm", "loop", "zram", "other"};

// An md device, in the kernel's own words.
struct RaidFacts {
  std::string level;
  std::string state;
  std::optional<uint64_t> members;
  std::optional<uint64_t> missing;
  std::string action;  // empty for levels that have none
  std::optional<double> progress;
};

// What seldom changes about a block device. Texts are empty where there is none.
struct DeviceFacts {
  DeviceKind kind = DeviceKind::kOther;
  std::vector<std::string> parents;
  std::string label;
  std::optional<RaidFacts> raid;
  std::string backingFile;
  std::string model;
  std::string scheduler;
  std::optional<bool> rotational;
  std::optional<bool> readOnly;
};
bool operator==(const DeviceFacts& one, const DeviceFacts& other);

// cciss/c0d0 is the file cciss!c0d0, and the other way round.
std::string toFileName(std::string_view device);
std::string toDeviceName(std::string_view file);

// Where /sys has a device: among `blockDevices`, the names in sysRoot/block, or below the one that it is a partition of.
struct DevicePlace {
  std::string directory;
  std::string disk;  // of a partition: the file name of what it is a part of
};
DevicePlace findDevice(const std::string& sysRoot, const std::string& name, const std::vector<std::string>& blockDevices);

// Files of /sys may wait for a lock of the device.
DeviceFacts readDeviceFacts(const std::string& name, const DevicePlace& place);

}  // namespace ntop
