#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "../io/file.h"
#include "../proc/block_devices.h"
#include "../system/failure.h"
#include "../system/whole_disks.h"
#include "device_facts.h"

namespace ntop {

using DeviceFigures = std::array<uint64_t, proc::kDeviceFigures>;

// What a device has counted since it is there, from the kernel's counters, which begin again at 0 after 32 bits.
class DeviceCounts {
 public:
  // False if the counters are not those of the same device: they are less than they were.
  bool advance(const DeviceFigures& next);
  const DeviceFigures& figures() const { return counted_; }

 private:
  std::optional<DeviceFigures> last_;
  DeviceFigures counted_{};
};

struct Device {
  uint64_t serial = 0;
  std::string name;
  uint32_t major = 0;
  uint32_t minor = 0;
  bool counted = false;  // in the sum over all: see WholeDisks
  DeviceFacts facts;
  DeviceFigures figures{};
  std::optional<uint64_t> bytes;
  std::optional<uint64_t> errors;
};
bool operator==(const Device& one, const Device& other);

// Reads the block devices over and over.
class DeviceReader {
 public:
  DeviceReader(std::string procRoot, std::string sysRoot);

  // May take a tenth of a second for a device that holds its locks, but no longer.
  Failure read(std::vector<Device>& devices);

 private:
  // Files of one number. Held open they cost a tenth, and tell when the device has gone: then they fail.
  struct HeldNumber {
    UniqueFd file;
    bool absent = false;
  };

  struct Known {
    uint64_t serial = 0;
    uint32_t major = 0;
    uint32_t minor = 0;
    DevicePlace place;
    std::optional<uint64_t> sequence;  // of the disk: another one under its name has another
    HeldNumber sequenceFile;
    HeldNumber bytesFile;
    HeldNumber errorsFile;
    std::optional<uint64_t> bytes;
    std::optional<uint64_t> errors;
    DeviceCounts counts;
    std::optional<DeviceFacts> facts;
    double factsDue = 0;
    bool hold = false;
    bool seen = false;
  };

  int readLines();
  void follow(const proc::DeviceLine& line);
  // False if it is another device under the name.
  bool isSame(Known& known, const proc::DeviceLine& line);
  void begin(Known& known, const std::string& name, const proc::DeviceLine& line);
  // False if the device has gone.
  bool readNumbers(Known& known);
  std::optional<uint64_t> readNumber(HeldNumber& held, const std::string& path, bool hold, bool& gone);
  void readFacts();
  void findWhole();
  const std::vector<std::string>& blockDevices();

  const std::string procRoot_;
  const std::string sysRoot_;
  const bool hold_;
  UniqueFd statistics_;
  std::string text_;
  std::string number_;
  std::map<std::string, Known, std::less<>> known_;
  uint64_t lastSerial_ = 0;
  bool changed_ = true;  // since the last reading: a device came, went or is another
  std::optional<std::vector<std::string>> blockDevices_;  // in this reading
  std::vector<std::string> diskNames_;
  WholeDisks whole_;
};

}  // namespace ntop
