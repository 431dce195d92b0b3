#include "sensor_files.h"

#include <cmath>

#include "../proc/fields.h"

namespace ntop {

namespace {

struct Prefix {
  std::string_view text;
  SensorKind kind;
};
constexpr Prefix kPrefixes[] = {{"temp", SensorKind::kTemperature}, {"fan", SensorKind::kFan},
                                {"power", SensorKind::kPower},      {"in", SensorKind::kVoltage},
                                {"curr", SensorKind::kCurrent},     {"energy", SensorKind::kEnergy},
                                {"freq", SensorKind::kFrequency}};

constexpr double kAbsoluteZero = -273;
// What drivers have as a limit where there is none: 65261.85, from a register full of ones.
constexpr double kAbsurdCelsius = 1000;
// A register of seven bits that nothing is connected to; with fractions it goes on to just below 128.
constexpr double kUnconnected = 127;
constexpr double kUnconnectedBelow = -128;

constexpr size_t kMostLabelBytes = 256;

bool isDigit(char letter) { return letter >= '0' && letter <= '9'; }

}  // namespace

std::optional<HwmonName> parseHwmonName(std::string_view name) {
  const size_t cut = name.find('_');
  if (cut == std::string_view::npos || cut + 1 == name.size()) return {};
  for (const auto& [text, kind] : kPrefixes) {
    if (!proc::startsWith(name, text) || cut == text.size()) continue;
    size_t at = text.size();
    while (at < cut && isDigit(name[at])) ++at;
    if (at == cut) return HwmonName{kind, name.substr(0, cut), name.substr(cut + 1)};
  }
  return {};
}

double parseAmount(std::string_view text, double unit) {
  int64_t number = 0;
  proc::Fields fields(text);
  fields.read(number);
  return fields.ok() ? static_cast<double>(number) * unit : NAN;
}

double parseCelsius(std::string_view text) {
  const double celsius = parseAmount(text, 0.001);
  const bool isFault = celsius <= kAbsoluteZero || celsius == kUnconnectedBelow ||
                       (celsius >= kUnconnected && celsius < kUnconnected + 1) || celsius >= kAbsurdCelsius;
  return isFault ? NAN : celsius;
}

double parseCelsiusLimit(std::string_view text) {
  const double celsius = parseAmount(text, 0.001);
  return celsius > 0 && celsius < kAbsurdCelsius ? celsius : NAN;
}

std::string parseLabel(std::string_view text) {
  std::string_view line = text.substr(0, std::min(text.find('\n'), text.size())).substr(0, kMostLabelBytes);
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\0')) line.remove_suffix(1);
  return std::string(line);
}

}  // namespace ntop
