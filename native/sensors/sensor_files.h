#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Parsers of single files of /sys/class/hwmon, thermal, power_supply and powercap. They hold one number or word each.
namespace ntop {

// In the order of kSensorKinds.
enum class SensorKind : uint8_t { kTemperature, kFan, kPower, kVoltage, kCurrent, kEnergy, kBattery, kFrequency };
constexpr const char* kSensorKinds[] = {"temperature", "fan",    "power",   "voltage",
                                        "current",     "energy", "battery", "frequency"};

// The name of a file of a hwmon chip: temp1_input is `input` of temperature temp1.
struct HwmonName {
  SensorKind kind = SensorKind::kTemperature;
  std::string_view sensor;
  std::string_view attribute;
};
std::optional<HwmonName> parseHwmonName(std::string_view name);

// A whole number times `unit`; NaN if there is none.
double parseAmount(std::string_view text, double unit);

// Thousandths of a degree; NaN for what faulty and unconnected sensors say.
double parseCelsius(std::string_view text);

// The same for a limit, where drivers have absurd values for "none".
double parseCelsiusLimit(std::string_view text);

// The first line without blanks at its ends. Foreign bytes.
std::string parseLabel(std::string_view text);

}  // namespace ntop
