#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "sensor_files.h"

namespace ntop {

// One sensor of a chip, in °C, rpm, W, V, A, J, % or Hz. NaN is unknown.
struct Sensor {
  explicit Sensor(SensorKind itsKind, std::string itsName) : kind(itsKind), name(std::move(itsName)) {}

  SensorKind kind;
  std::string name;   // as its files have it: temp1
  std::string label;  // as the driver has it; may be empty
  double value = NAN;
  double limit = NAN;     // the highest that is meant
  double critical = NAN;  // where the hardware protects itself
  double least = NAN;     // the lowest that is meant
  bool alarm = false;
  int error = 0;  // why its value can't be read
  // The counter of energy that a power follows from, and where it starts again from 0.
  double countedJoules = NAN;
  double wrapJoules = NAN;
};

struct PowerSupply {
  bool isBattery = false;
  bool isOfDevice = false;  // of a mouse or the like: the machine does not live on it
  std::optional<bool> isOnline;
  std::string status;
  double energyJoules = NAN;
  double fullJoules = NAN;
  double watts = NAN;  // in or out, without a sign
};

// In the order of kSensorSources.
enum class SensorSource : uint8_t { kHwmon, kThermal, kSupply, kRapl, kCpufreq };
constexpr const char* kSensorSources[] = {"hwmon", "thermal", "supply", "rapl", "cpufreq"};

// Where sensors are read together: a chip, a battery, a package, all CPUs.
struct SensorChip {
  SensorSource source = SensorSource::kHwmon;
  std::string path;
  std::string name;
  std::string device;  // what it belongs to: nvme0, coretemp.1; may be empty
};

struct ChipReading {
  std::vector<Sensor> sensors;
  std::optional<PowerSupply> supply;
};

// What does not change, such as labels and limits, is taken from `known` if that is given. Waits for the driver.
ChipReading readChip(const SensorChip& chip, const ChipReading* known);
ChipReading readHwmon(const SensorChip& chip, const ChipReading* known);
ChipReading readThermalZone(const SensorChip& chip);
ChipReading readSupply(const SensorChip& chip);
ChipReading readRapl(const SensorChip& chip);

// The sensors that a chip has, by the names of its files; asks no driver.
ChipReading emptyReading(const SensorChip& chip);

// `text` of a file in a folder; 0 or an errno.
int readIn(const std::string& folder, const std::string& name, std::string& text);
std::string labelIn(const std::string& folder, const char* name);
std::vector<std::string> namesIn(const std::string& folder);

}  // namespace ntop
