#include <fcntl.h>

#include <algorithm>
#include <string_view>

#include "../io/file.h"
#include "../proc/fields.h"
#include "sensor_engine.h"

namespace ntop {

namespace {

// Chips with the temperature of a processor: Intel, AMD, and what boards call theirs.
constexpr std::string_view kCpuChips[] = {"coretemp", "k10temp", "zenpower", "k8temp", "cpu_thermal",
                                          "cpu-thermal", "soc_thermal", "soc-thermal", "x86_pkg_temp", "scpi_sensors"};

std::vector<std::string> sorted(std::vector<std::string> names) {
  // hwmon10 after hwmon9.
  std::sort(names.begin(), names.end(), [](const std::string& one, const std::string& other) {
    return one.size() != other.size() ? one.size() < other.size() : one < other;
  });
  return names;
}

std::string deviceOf(const std::string& path) {
  std::string target;
  if (readLink(AT_FDCWD, (path + "/device").c_str(), target) != 0) return {};
  return target.substr(target.rfind('/') + 1);
}

bool hasFile(const std::string& path, const char* name) {
  const auto names = namesIn(path);
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The kernel shows batteries as hwmon chips too, with other signs in the name.
bool isSupplyAgain(std::string name, const std::vector<std::string>& supplies) {
  std::replace(name.begin(), name.end(), '-', '_');
  return std::any_of(supplies.begin(), supplies.end(), [&](std::string supply) {
    std::replace(supply.begin(), supply.end(), '-', '_');
    return supply == name;
  });
}

bool hasTemperature(const SensorChip& chip) {
  const auto sensors = emptyReading(chip).sensors;
  return std::any_of(sensors.begin(), sensors.end(),
                     [](const Sensor& sensor) { return sensor.kind == SensorKind::kTemperature; });
}

// The same counters come twice on some machines.
bool isSameAgain(const std::string& zone, const std::vector<std::string>& zones) {
  if (!proc::startsWith(zone, "intel-rapl-mmio")) return false;
  return std::any_of(zones.begin(), zones.end(),
                     [](const std::string& other) { return proc::startsWith(other, "intel-rapl:"); });
}

}  // namespace

std::vector<SensorChip> findChips(const std::string& sysRoot) {
  std::vector<SensorChip> chips;
  const std::string classes = sysRoot + "/class";
  const auto supplies = sorted(namesIn(classes + "/power_supply"));
  for (const std::string& name : sorted(namesIn(classes + "/hwmon"))) {
    const std::string path = classes + "/hwmon/" + name;
    std::string label = labelIn(path, "name");
    if (label.empty()) label = labelIn(path + "/device", "name");
    if (isSupplyAgain(label, supplies)) continue;
    SensorChip chip{SensorSource::kHwmon, path, label.empty() ? name : label, deviceOf(path)};
    if (!emptyReading(chip).sensors.empty()) chips.push_back(std::move(chip));
  }
  if (std::none_of(chips.begin(), chips.end(), hasTemperature)) {
    for (const std::string& name : sorted(namesIn(classes + "/thermal"))) {
      if (!proc::startsWith(name, "thermal_zone")) continue;
      const std::string path = classes + "/thermal/" + name;
      const std::string type = labelIn(path, "type");
      chips.push_back({SensorSource::kThermal, path, type.empty() ? name : type, name});
    }
  }
  for (const std::string& name : supplies) {
    chips.push_back({SensorSource::kSupply, classes + "/power_supply/" + name, name, {}});
  }
  const auto zones = sorted(namesIn(classes + "/powercap"));
  for (const std::string& zone : zones) {
    const std::string path = classes + "/powercap/" + zone;
    if (zone.find("rapl") == std::string::npos || isSameAgain(zone, zones) || !hasFile(path, "energy_uj")) continue;
    chips.push_back({SensorSource::kRapl, path, zone.substr(0, zone.find(':')), zone});
  }
  const std::string cpus = sysRoot + "/devices/system/cpu";
  for (const std::string& name : sorted(namesIn(cpus))) {
    if (!proc::startsWith(name, "cpu") || !hasFile(cpus + "/" + name, "cpufreq")) continue;
    const std::string driver = labelIn(cpus + "/" + name + "/cpufreq", "scaling_driver");
    if (namesIn(cpus + "/" + name + "/cpufreq").empty()) continue;
    chips.push_back({SensorSource::kCpufreq, cpus, driver.empty() ? "cpufreq" : driver, {}});
    break;
  }
  return chips;
}

bool isForMeters(const SensorChip& chip) {
  if (chip.source != SensorSource::kHwmon && chip.source != SensorSource::kThermal) return true;
  return std::any_of(std::begin(kCpuChips), std::end(kCpuChips), [&chip](std::string_view name) {
    return chip.name == name || proc::startsWith(chip.name, "cpu");
  });
}

}  // namespace ntop
