#include "cgroup_files.h"

#include <limits>

#include "fields.h"

namespace ntop::proc {

namespace {

constexpr double kNanosecondsPerMicrosecond = 1000;

// Calls take(key, number) for each line of a key and a whole number.
template <typename Take>
void eachNumber(std::string_view text, Take take) {
  std::string_view line;
  while (nextLine(text, line)) {
    Fields fields(line);
    const std::string_view key = fields.word();
    uint64_t number = 0;
    fields.read(number);
    if (fields.ok()) take(key, number);
  }
}

void add(uint64_t& sum, uint64_t bytes) {
  sum += std::min(bytes, std::numeric_limits<uint64_t>::max() - sum);
}

bool isDevice(std::string_view word) { return word.find(':') != std::string_view::npos; }

// The number of a word such as rbytes=12.
std::optional<uint64_t> numberOf(std::string_view word, std::string_view key) {
  if (!startsWith(word, key) || word.size() <= key.size() || word[key.size()] != '=') return {};
  return parseNumber(word.substr(key.size() + 1));
}

}  // namespace

GroupCpuStat parseGroupCpuStat(std::string_view text) {
  GroupCpuStat stat;
  eachNumber(text, [&stat](std::string_view key, uint64_t number) {
    if (key == "usage_usec") stat.usedMicroseconds = static_cast<double>(number);
    if (key == "nr_periods") stat.periods = number;
    if (key == "nr_throttled") stat.throttledPeriods = number;
    if (key == "throttled_usec") stat.throttledMicroseconds = static_cast<double>(number);
    if (key == "throttled_time") stat.throttledMicroseconds = static_cast<double>(number) / kNanosecondsPerMicrosecond;
  });
  return stat;
}

std::optional<double> parseCpuMax(std::string_view text) {
  Fields fields(text);
  const std::string_view quota = fields.word();
  const auto period = parseNumber(fields.word());
  if (!period || *period == 0) return {};
  if (quota == "max") return std::numeric_limits<double>::infinity();
  const auto allowed = parseNumber(quota);
  if (!allowed) return {};
  return static_cast<double>(*allowed) / static_cast<double>(*period);
}

GroupMemoryEvents parseGroupMemoryEvents(std::string_view text) {
  GroupMemoryEvents events;
  eachNumber(text, [&events](std::string_view key, uint64_t number) {
    if (key == "max") events.limitHits = number;
    if (key == "oom_kill") events.oomKills = number;
  });
  return events;
}

std::optional<uint64_t> parseNumber(std::string_view text) {
  uint64_t number = 0;
  Fields fields(text);
  fields.read(number);
  return fields.ok() ? std::optional(number) : std::nullopt;
}

GroupIo parseGroupIo(std::string_view text, const CountsDevice& counts) {
  GroupIo io;
  std::string_view line;
  while (nextLine(text, line)) {
    Fields fields(line);
    const std::string_view device = fields.word();
    if (!isDevice(device) || !counts(device)) continue;
    for (std::string_view word = fields.word(); !word.empty(); word = fields.word()) {
      add(io.readBytes, numberOf(word, "rbytes").value_or(0));
      add(io.writtenBytes, numberOf(word, "wbytes").value_or(0));
    }
  }
  return io;
}

GroupIo parseGroupBlkio(std::string_view text, const CountsDevice& counts) {
  GroupIo io;
  std::string_view line;
  while (nextLine(text, line)) {
    Fields fields(line);
    const std::string_view device = fields.word();
    if (!isDevice(device) || !counts(device)) continue;
    const std::string_view kind = fields.word();
    uint64_t bytes = 0;
    fields.read(bytes);
    if (!fields.ok()) continue;
    if (kind == "Read") add(io.readBytes, bytes);
    if (kind == "Write") add(io.writtenBytes, bytes);
  }
  return io;
}

}  // namespace ntop::proc
