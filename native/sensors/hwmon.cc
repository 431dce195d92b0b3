#include <algorithm>
#include <cerrno>

#include "sensor_chip.h"

namespace ntop {

namespace {

// What a whole number in a file of this kind counts.
double unitOf(SensorKind kind) {
  switch (kind) {
    case SensorKind::kPower:
    case SensorKind::kEnergy:
      return 1e-6;
    case SensorKind::kFan:
    case SensorKind::kFrequency:
      return 1;
    default:
      return 1e-3;
  }
}

double parseValue(SensorKind kind, const std::string& text) {
  return kind == SensorKind::kTemperature ? parseCelsius(text) : parseAmount(text, unitOf(kind));
}

double limitIn(const std::string& folder, const Sensor& sensor, const char* attribute) {
  std::string text;
  if (readIn(folder, sensor.name + attribute, text) != 0) return NAN;
  return sensor.kind == SensorKind::kTemperature ? parseCelsiusLimit(text) : parseAmount(text, unitOf(sensor.kind));
}

// Old kernels have the files of a chip in the folder of its device.
std::string folderOf(const SensorChip& chip, std::vector<std::string>& names) {
  const auto hasSensor = [&names] {
    return std::any_of(names.begin(), names.end(), [](const std::string& name) {
      const auto parts = parseHwmonName(name);
      return parts && (parts->attribute == "input" || parts->attribute == "average");
    });
  };
  names = namesIn(chip.path);
  if (hasSensor()) return chip.path;
  names = namesIn(chip.path + "/device");
  return chip.path + "/device";
}

int numberOf(const Sensor& sensor) { return std::atoi(sensor.name.c_str() + sensor.name.find_first_of("0123456789")); }

std::vector<Sensor> sensorsOf(const std::vector<std::string>& names) {
  std::vector<Sensor> sensors;
  for (const std::string& name : names) {
    const auto parts = parseHwmonName(name);
    if (!parts || (parts->attribute != "input" && parts->attribute != "average")) continue;
    const auto isSame = [&](const Sensor& sensor) { return sensor.name == parts->sensor; };
    if (std::none_of(sensors.begin(), sensors.end(), isSame)) sensors.emplace_back(parts->kind, std::string(parts->sensor));
  }
  std::sort(sensors.begin(), sensors.end(), [](const Sensor& one, const Sensor& other) {
    return one.kind != other.kind ? one.kind < other.kind : numberOf(one) < numberOf(other);
  });
  return sensors;
}

void readFacts(const std::string& folder, Sensor& sensor) {
  sensor.label = labelIn(folder, (sensor.name + "_label").c_str());
  sensor.limit = limitIn(folder, sensor, sensor.kind == SensorKind::kPower ? "_cap" : "_max");
  if (std::isnan(sensor.limit) && sensor.kind == SensorKind::kPower) sensor.limit = limitIn(folder, sensor, "_max");
  sensor.critical = limitIn(folder, sensor, "_crit");
  // The lowest temperature that is meant is of no use to anybody, and often the register's lowest.
  if (sensor.kind != SensorKind::kTemperature) sensor.least = limitIn(folder, sensor, "_min");
}

bool hasAlarm(const std::string& folder, const Sensor& sensor, const std::vector<std::string>& names) {
  for (const char* attribute : {"_alarm", "_max_alarm", "_crit_alarm", "_min_alarm"}) {
    const std::string name = sensor.name + attribute;
    std::string text;
    const bool isThere = std::find(names.begin(), names.end(), name) != names.end();
    if (isThere && readIn(folder, name, text) == 0 && parseAmount(text, 1) == 1) return true;
  }
  return false;
}

void readValue(const std::string& folder, Sensor& sensor) {
  std::string text;
  sensor.error = readIn(folder, sensor.name + "_input", text);
  if (sensor.error == ENOENT) sensor.error = readIn(folder, sensor.name + "_average", text);
  sensor.value = sensor.error == 0 ? parseValue(sensor.kind, text) : NAN;
  std::string fault;
  if (readIn(folder, sensor.name + "_fault", fault) == 0 && parseAmount(fault, 1) == 1) sensor.value = NAN;
  if (sensor.error == 0 && std::isnan(sensor.value)) sensor.error = ENODATA;
}

// Watts that follow from a counter of energy.
std::vector<Sensor> powersOf(const std::vector<Sensor>& sensors) {
  std::vector<Sensor> powers;
  for (const Sensor& sensor : sensors) {
    if (sensor.kind != SensorKind::kEnergy) continue;
    Sensor power(SensorKind::kPower, sensor.name);
    power.label = sensor.label;
    power.countedJoules = sensor.value;
    power.error = sensor.error;
    powers.push_back(power);
  }
  return powers;
}

}  // namespace

ChipReading emptyReading(const SensorChip& chip) {
  if (chip.source == SensorSource::kThermal) return {{Sensor(SensorKind::kTemperature, "temp")}, {}};
  if (chip.source != SensorSource::kHwmon) return {};
  std::vector<std::string> names;
  folderOf(chip, names);
  return {sensorsOf(names), {}};
}

ChipReading readHwmon(const SensorChip& chip, const ChipReading* known) {
  std::vector<std::string> names;
  const std::string folder = folderOf(chip, names);
  ChipReading reading{sensorsOf(names), {}};
  for (Sensor& sensor : reading.sensors) {
    const auto isSame = [&](const Sensor& one) { return one.name == sensor.name && one.kind == sensor.kind; };
    const Sensor* before = nullptr;
    if (known != nullptr) {
      const auto found = std::find_if(known->sensors.begin(), known->sensors.end(), isSame);
      if (found != known->sensors.end()) before = &*found;
    }
    if (before != nullptr) sensor = *before;
    else readFacts(folder, sensor);
    readValue(folder, sensor);
    sensor.alarm = hasAlarm(folder, sensor, names);
  }
  for (Sensor& power : powersOf(reading.sensors)) reading.sensors.push_back(std::move(power));
  return reading;
}

}  // namespace ntop
