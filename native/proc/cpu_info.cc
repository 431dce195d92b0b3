#include "cpu_info.h"

#include "fields.h"

namespace ntop::proc {

namespace {

constexpr int32_t kMostCpus = 1 << 16;

std::optional<int32_t> readNumber(std::string_view text) {
  int32_t number = 0;
  Fields fields(text);
  fields.read(number);
  if (!fields.ok() || number < 0) return {};
  return number;
}

std::string_view withoutBlanks(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// POWER has a unit behind its clock, s390x two kinds of it.
bool isClock(std::string_view key) { return key == "cpu MHz" || key == "clock" || key == "cpu MHz dynamic"; }

void describe(std::string_view key, std::string_view value, CpuInfo& cpu) {
  constexpr std::string_view kUnit = "MHz";
  double megahertz = 0;
  if (isClock(key)) {
    const bool hasUnit = value.size() > kUnit.size() && value.substr(value.size() - kUnit.size()) == kUnit;
    if (hasUnit) value.remove_suffix(kUnit.size());
    if (parseDecimal(withoutBlanks(value), megahertz)) cpu.megahertz = megahertz;
  } else if (key == "physical id") {
    cpu.socket = readNumber(value);
  } else if (key == "cpu cores") {
    cpu.coresOfSocket = readNumber(value);
  }
}

}  // namespace

std::vector<CpuInfo> parseCpuInfo(std::string_view text) {
  std::vector<CpuInfo> cpus;
  size_t current = 0;
  const auto enter = [&](std::optional<int32_t> id) {
    if (!id) return;
    current = 0;
    while (current < cpus.size() && cpus[current].id != *id) ++current;
    if (current == cpus.size()) cpus.emplace_back().id = *id;
  };
  std::string_view line;
  while (nextLine(text, line)) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = withoutBlanks(line.substr(0, colon));
    const std::string_view value = withoutBlanks(line.substr(colon + 1));
    // s390x has a line for each CPU, and then more of each behind "cpu number".
    constexpr std::string_view kLine = "processor ";
    if (key == "processor" || key == "cpu number") {
      enter(readNumber(value));
    } else if (startsWith(key, kLine)) {
      enter(readNumber(key.substr(kLine.size())));
    } else if (current < cpus.size()) {
      describe(key, value, cpus[current]);
    }
  }
  return cpus;
}

std::vector<int32_t> parseCpuList(std::string_view text) {
  std::vector<int32_t> cpus;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(", \n"), text.size());
    const std::string_view part = text.substr(0, end);
    const size_t dash = part.find('-');
    const auto first = readNumber(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : readNumber(part.substr(dash + 1));
    if (first && last && *last < kMostCpus) {
      for (int32_t cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return cpus;
}

}  // namespace ntop::proc
