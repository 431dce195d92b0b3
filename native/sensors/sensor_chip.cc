#include "sensor_chip.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "../io/file.h"
#include "../proc/fields.h"

namespace ntop {

namespace {

// One number or word; a page at most.
constexpr size_t kMostBytes = 4096;
constexpr double kJoulesPerMicrowattHour = 3600e-6;
constexpr int kMostTripPoints = 16;

double amountIn(const std::string& folder, const char* name, double unit) {
  std::string text;
  return readIn(folder, name, text) == 0 ? parseAmount(text, unit) : NAN;
}

// Batteries count energy, or charge, whose energy depends on the voltage.
double joulesIn(const std::string& folder, const std::string& which, double volts) {
  const double energy = amountIn(folder, ("energy_" + which).c_str(), kJoulesPerMicrowattHour);
  return std::isnan(energy) ? amountIn(folder, ("charge_" + which).c_str(), kJoulesPerMicrowattHour) * volts : energy;
}

double voltsIn(const std::string& folder) {
  for (const char* name : {"voltage_now", "voltage_avg", "voltage_min_design"}) {
    const double volts = amountIn(folder, name, 1e-6);
    if (volts > 0) return volts;
  }
  return NAN;
}

double wattsIn(const std::string& folder, double volts) {
  const double power = amountIn(folder, "power_now", 1e-6);
  return std::abs(std::isnan(power) ? amountIn(folder, "current_now", 1e-6) * volts : power);
}

// Some say more than they can hold.
double percentOf(const std::string& folder, const PowerSupply& supply) {
  const double share = supply.fullJoules > 0 ? 100 * supply.energyJoules / supply.fullJoules : NAN;
  if (share >= 0) return std::min(100.0, share);
  const double capacity = amountIn(folder, "capacity", 1);
  return capacity >= 0 && capacity <= 100 ? capacity : NAN;
}

void addKnown(std::vector<Sensor>& sensors, SensorKind kind, const char* name, double value) {
  if (std::isnan(value)) return;
  sensors.emplace_back(kind, name);
  sensors.back().value = value;
}

// The trip points of a zone say what is hot and where the machine ends.
void readTrips(const std::string& folder, Sensor& sensor) {
  for (int point = 0; point < kMostTripPoints; ++point) {
    const std::string start = "trip_point_" + std::to_string(point);
    const std::string type = labelIn(folder, (start + "_type").c_str());
    if (type.empty()) return;
    std::string text;
    if (readIn(folder, start + "_temp", text) != 0) continue;
    if (type == "critical") sensor.critical = parseCelsiusLimit(text);
    if (type == "hot" || type == "high") sensor.limit = parseCelsiusLimit(text);
  }
}

}  // namespace

int readIn(const std::string& folder, const std::string& name, std::string& text) {
  return readFile(AT_FDCWD, (folder + "/" + name).c_str(), text, kMostBytes, End::kShortRead);
}

std::string labelIn(const std::string& folder, const char* name) {
  std::string text;
  return readIn(folder, name, text) == 0 ? parseLabel(text) : std::string();
}

std::vector<std::string> namesIn(const std::string& folder) {
  std::vector<std::string> names;
  const UniqueFd open = openDirectory(AT_FDCWD, folder.c_str());
  if (open) listNames(open.get(), names);
  return names;
}

ChipReading readThermalZone(const SensorChip& chip) {
  Sensor sensor(SensorKind::kTemperature, "temp");
  std::string text;
  sensor.error = readIn(chip.path, "temp", text);
  if (sensor.error == 0) sensor.value = parseCelsius(text);
  if (sensor.error == 0 && std::isnan(sensor.value)) sensor.error = ENODATA;
  readTrips(chip.path, sensor);
  return {{sensor}, {}};
}

ChipReading readSupply(const SensorChip& chip) {
  const std::string& folder = chip.path;
  PowerSupply supply;
  const std::string type = labelIn(folder, "type");
  supply.isBattery = type == "Battery" || type == "UPS";
  supply.isOfDevice = labelIn(folder, "scope") == "Device";
  const double online = amountIn(folder, "online", 1);
  if (!std::isnan(online)) supply.isOnline = online != 0;
  if (!supply.isBattery) return {{}, supply};
  supply.status = labelIn(folder, "status");
  const double volts = voltsIn(folder);
  supply.energyJoules = joulesIn(folder, "now", volts);
  if (std::isnan(supply.energyJoules)) supply.energyJoules = joulesIn(folder, "avg", volts);
  supply.fullJoules = joulesIn(folder, "full", volts);
  supply.watts = wattsIn(folder, volts);
  ChipReading reading{{}, supply};
  reading.sensors.emplace_back(SensorKind::kBattery, "capacity");
  Sensor& charge = reading.sensors.back();
  charge.label = labelIn(folder, "model_name");
  // A bay without its battery says 0.
  if (amountIn(folder, "present", 1) != 0) charge.value = percentOf(folder, supply);
  if (std::isnan(charge.value)) charge.error = ENODATA;
  addKnown(reading.sensors, SensorKind::kPower, "power_now", supply.watts);
  addKnown(reading.sensors, SensorKind::kVoltage, "voltage_now", amountIn(folder, "voltage_now", 1e-6));
  addKnown(reading.sensors, SensorKind::kTemperature, "temp", amountIn(folder, "temp", 0.1));
  return reading;
}

namespace {

// A part of a package, intel-rapl:0:1, has the package's name before its own.
std::string raplLabel(const std::string& path) {
  const std::string own = labelIn(path, "name");
  const size_t end = path.rfind(':');
  const std::string above = path.substr(0, std::min(end, path.size()));
  const bool isPart = above.find(':', above.rfind('/') + 1) != std::string::npos;
  const std::string package = isPart ? labelIn(above, "name") : std::string();
  return package.empty() ? own : package + "/" + own;
}

}  // namespace

// Only root may read the counters, because they tell what others compute.
ChipReading readRapl(const SensorChip& chip) {
  Sensor energy(SensorKind::kEnergy, "energy_uj");
  energy.label = raplLabel(chip.path);
  std::string text;
  energy.error = readIn(chip.path, "energy_uj", text);
  if (energy.error == 0) energy.value = parseAmount(text, 1e-6);
  if (energy.error == 0 && std::isnan(energy.value)) energy.error = ENODATA;
  Sensor power(SensorKind::kPower, "power");
  power.label = energy.label;
  power.error = energy.error;
  power.countedJoules = energy.value;
  power.wrapJoules = amountIn(chip.path, "max_energy_range_uj", 1e-6);
  const double limit = amountIn(chip.path, "constraint_0_power_limit_uw", 1e-6);
  if (limit > 0) power.limit = limit;
  return {{energy, power}, {}};
}

ChipReading readChip(const SensorChip& chip, const ChipReading* known) {
  switch (chip.source) {
    case SensorSource::kHwmon:
      return readHwmon(chip, known);
    case SensorSource::kThermal:
      return readThermalZone(chip);
    case SensorSource::kSupply:
      return readSupply(chip);
    case SensorSource::kRapl:
      return readRapl(chip);
    default:
      return {};
  }
}

}  // namespace ntop
