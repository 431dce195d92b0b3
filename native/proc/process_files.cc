#include "process_files.h"

#include <array>
#include <limits>

#include "fields.h"

namespace ntop::proc {

namespace {

std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

template <typename Number>
std::optional<Number> parseNumber(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

// The value of a "key: value" line, when it is that key's.
std::optional<std::string_view> valueOf(std::string_view line, std::string_view key) {
  if (!startsWith(line, key) || line.size() <= key.size() || line[key.size()] != ':') return {};
  return trim(line.substr(key.size() + 1));
}

}  // namespace

std::optional<Statm> parseStatm(std::string_view text) {
  Statm statm;
  Fields fields(text);
  statm.virtualPages = fields.readIfWhole<uint64_t>().value_or(0);
  fields.read(statm.residentPages);
  fields.read(statm.sharedPages);
  if (!fields.ok()) return {};
  statm.textPages = fields.readIfWhole<uint64_t>();
  fields.skip(1);  // lib, always 0
  statm.dataPages = fields.readIfWhole<uint64_t>();
  return statm;
}

ProcessIo parseProcessIo(std::string_view text) {
  struct Key {
    std::string_view name;
    std::optional<uint64_t> ProcessIo::*field;
  };
  constexpr Key kKeys[] = {
      {"rchar", &ProcessIo::readCharacters}, {"wchar", &ProcessIo::writtenCharacters},
      {"syscr", &ProcessIo::readCalls},      {"syscw", &ProcessIo::writeCalls},
      {"read_bytes", &ProcessIo::readBytes}, {"write_bytes", &ProcessIo::writeBytes},
  };
  ProcessIo io;
  std::string_view line;
  while (nextLine(text, line)) {
    for (const Key& key : kKeys) {
      if (const auto value = valueOf(line, key.name)) io.*key.field = parseNumber<uint64_t>(*value);
    }
  }
  return io;
}

std::optional<uint64_t> parseOomScore(std::string_view text) {
  uint64_t score = 0;
  Fields fields(text);
  fields.read(score);
  return fields.ok() ? std::optional(score) : std::nullopt;
}

std::optional<SchedStat> parseSchedStat(std::string_view text) {
  SchedStat stat;
  Fields fields(text);
  fields.read(stat.runNanoseconds);
  fields.read(stat.delayNanoseconds);
  fields.read(stat.turns);
  if (!fields.ok() || (stat.runNanoseconds == 0 && stat.delayNanoseconds == 0 && stat.turns == 0)) return {};
  return stat;
}

std::vector<Limit> parseLimits(std::string_view text) {
  std::vector<Limit> limits;
  std::string_view line;
  if (!nextLine(text, line)) return limits;
  // Names hold blanks and a unit may be missing, so the heading says where the columns begin.
  const size_t soft = line.find("Soft Limit");
  const size_t hard = line.find("Hard Limit");
  const size_t unit = line.find("Units");
  if (unit == std::string_view::npos || !(soft < hard && hard < unit)) return limits;
  while (nextLine(text, line)) {
    if (line.size() <= hard) continue;
    const std::string_view units = line.size() > unit ? trim(line.substr(unit)) : std::string_view();
    limits.push_back({trim(line.substr(0, soft)), trim(line.substr(soft, hard - soft)),
                      trim(line.substr(hard, unit - hard)), units});
  }
  return limits;
}

std::optional<double> parseOpenFileLimit(std::string_view text) {
  for (const Limit& limit : parseLimits(text)) {
    if (limit.name != "Max open files") continue;
    if (limit.soft == "unlimited") return std::numeric_limits<double>::infinity();
    const auto most = parseNumber<uint64_t>(limit.soft);
    return most ? std::optional<double>(static_cast<double>(*most)) : std::nullopt;
  }
  return {};
}

std::string_view parseWaitChannel(std::string_view text) {
  std::string_view line;
  if (!nextLine(text, line)) return {};
  const std::string_view name = trim(line);
  return name == "0" ? std::string_view() : name;
}

FdInfo parseFdInfo(std::string_view text) {
  FdInfo info;
  std::string_view line;
  while (nextLine(text, line)) {
    if (const auto value = valueOf(line, "pos")) info.position = parseNumber<int64_t>(*value);
    if (const auto value = valueOf(line, "mnt_id")) info.mountId = parseNumber<int64_t>(*value);
    if (const auto value = valueOf(line, "flags")) info.flags = parseNumber<uint32_t>(*value, 8);
  }
  return info;
}

bool nextCgroup(std::string_view& rest, CgroupLine& cgroup) {
  std::string_view line;
  while (nextLine(rest, line)) {
    const size_t first = line.find(':');
    const size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    cgroup = {line.substr(0, first), line.substr(first + 1, second - first - 1), line.substr(second + 1)};
    return true;
  }
  return false;
}

std::string_view parseCgroup(std::string_view text) {
  // The lower the rank, the more specific a path; an unknown hierarchy of version 1 comes last.
  constexpr std::array<std::string_view, 7> kRanking = {"",     "name=systemd", "memory", "pids",
                                                        "cpu,cpuacct", "cpu",   "devices"};
  std::string_view best;
  size_t bestRank = kRanking.size() + 2;
  CgroupLine line;
  while (nextCgroup(text, line)) {
    size_t rank = 0;
    while (rank < kRanking.size() && kRanking[rank] != line.controllers) ++rank;
    if (line.path == "/") rank = kRanking.size() + 1;
    if (rank < bestRank) {
      bestRank = rank;
      best = line.path;
    }
  }
  return best;
}

std::vector<std::string_view> splitAtNul(std::string_view text) {
  std::vector<std::string_view> parts;
  std::string_view part;
  while (nextPart(text, '\0', part)) parts.push_back(part);
  return parts;
}

}  // namespace ntop::proc
