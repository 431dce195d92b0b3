#include "system_files.h"

#include <limits>

#include "fields.h"

namespace ntop::proc {

namespace {

// A sector of diskstats, whatever the disk's own are.
constexpr uint64_t kSectorBytes = 512;

uint64_t sectorsToBytes(uint64_t sectors) {
  return std::min(sectors, std::numeric_limits<uint64_t>::max() / kSectorBytes) * kSectorBytes;
}

size_t countFields(std::string_view line) {
  Fields fields(line);
  size_t count = 0;
  while (!fields.word().empty()) ++count;
  return count;
}

uint64_t readSectorBytes(Fields& fields) {
  uint64_t sectors = 0;
  fields.read(sectors);
  return sectorsToBytes(sectors);
}

// The four numbers of a partition in Linux 2.6.0 to 2.6.24.
std::optional<Disk> parsePartition(Fields& fields, Disk disk) {
  fields.read(disk.reads);
  disk.readBytes = readSectorBytes(fields);
  fields.read(disk.writes);
  disk.writeBytes = readSectorBytes(fields);
  if (!fields.ok()) return {};
  return disk;
}

std::optional<Disk> parseWholeDisk(Fields& fields, Disk disk) {
  fields.read(disk.reads);
  fields.read(disk.mergedReads.emplace());
  disk.readBytes = readSectorBytes(fields);
  fields.read(disk.readMilliseconds.emplace());
  fields.read(disk.writes);
  fields.read(disk.mergedWrites.emplace());
  disk.writeBytes = readSectorBytes(fields);
  fields.read(disk.writeMilliseconds.emplace());
  fields.skip(1);  // in flight
  fields.read(disk.busyMilliseconds.emplace());
  if (!fields.ok()) return {};
  return disk;
}

std::optional<Disk> parseDisk(std::string_view line) {
  const size_t count = countFields(line);
  if (count != 7 && count < 14) return {};
  Disk disk;
  Fields fields(line);
  fields.skip(2);                  // major, minor
  if (count == 15) fields.skip(1);  // Linux 2.4 counts blocks before the name
  disk.name = fields.word();
  return count == 7 ? parsePartition(fields, disk) : parseWholeDisk(fields, disk);
}

std::optional<uint64_t> parsePressureTotal(std::string_view line) {
  constexpr std::string_view kKey = " total=";
  const size_t at = line.find(kKey);
  if (at == std::string_view::npos) return {};
  uint64_t total = 0;
  Fields fields(line.substr(at + kKey.size()));
  fields.read(total);
  if (!fields.ok()) return {};
  return total;
}

// The number after a key such as avg10; empty without it.
std::optional<double> averageOf(std::string_view line, std::string_view key) {
  const size_t at = line.find(key);
  double percent = 0;
  if (at == std::string_view::npos || !parseDecimal(Fields(line.substr(at + key.size())).word(), percent)) return {};
  return percent;
}

std::optional<Stall> parseStall(std::string_view line) {
  const auto total = parsePressureTotal(line);
  const auto average10 = averageOf(line, " avg10=");
  const auto average60 = averageOf(line, " avg60=");
  const auto average300 = averageOf(line, " avg300=");
  if (!total || !average10 || !average60 || !average300) return {};
  return Stall{*average10, *average60, *average300, static_cast<double>(*total) / 1e6};
}

}  // namespace

std::optional<std::array<double, 3>> parseLoad(std::string_view text) {
  std::array<double, 3> load{};
  Fields fields(text);
  for (double& value : load) {
    if (!parseDecimal(fields.word(), value)) return {};
  }
  return load;
}

std::optional<uint32_t> parseRunning(std::string_view text) {
  Fields fields(text);
  fields.skip(3);
  const std::string_view counts = fields.word();
  uint32_t running = 0;
  const auto [end, error] = std::from_chars(counts.data(), counts.data() + counts.size(), running);
  const bool isCount = error == std::errc() && end != counts.data() + counts.size() && *end == '/';
  return isCount ? std::optional(running) : std::nullopt;
}

std::optional<int32_t> parseLastPid(std::string_view text) {
  int32_t pid = 0;
  Fields fields(text);
  fields.skip(4);
  fields.read(pid);
  return fields.ok() && pid > 0 ? std::optional(pid) : std::nullopt;
}

std::optional<double> parseUptimeSeconds(std::string_view text) {
  double seconds = 0;
  if (!parseDecimal(Fields(text).word(), seconds)) return {};
  return seconds;
}

std::optional<Pressure> parsePressure(std::string_view text) {
  std::optional<uint64_t> some;
  std::optional<uint64_t> full;
  std::string_view line;
  while (nextLine(text, line)) {
    if (startsWith(line, "some ")) some = parsePressureTotal(line);
    if (startsWith(line, "full ")) full = parsePressureTotal(line);
  }
  if (!some) return {};
  return Pressure{*some, full};
}

StallTimes parseStallTimes(std::string_view text) {
  StallTimes times;
  std::string_view line;
  while (nextLine(text, line)) {
    if (startsWith(line, "some ")) times.some = parseStall(line);
    if (startsWith(line, "full ")) times.full = parseStall(line);
  }
  return times;
}

std::vector<Disk> parseDisks(std::string_view text) {
  std::vector<Disk> disks;
  std::string_view line;
  while (nextLine(text, line)) {
    if (const auto disk = parseDisk(line)) disks.push_back(*disk);
  }
  return disks;
}

std::optional<Disk> parseDiskCounters(std::string_view text) {
  Fields fields(text);
  const size_t count = countFields(text);
  if (count == 4) return parsePartition(fields, {});
  return count >= 11 ? parseWholeDisk(fields, {}) : std::nullopt;
}

std::vector<Interface> parseInterfaces(std::string_view text) {
  std::vector<Interface> interfaces;
  std::string_view line;
  while (nextLine(text, line)) {
    const size_t colon = line.rfind(':');  // an alias has a colon in its name
    const size_t begin = line.find_first_not_of(' ');
    if (colon == std::string_view::npos || begin >= colon) continue;
    Interface found;
    found.name = line.substr(begin, colon - begin);
    Fields fields(line.substr(colon + 1));
    fields.read(found.receivedBytes);
    fields.read(found.receivedPackets);
    fields.read(found.receiveErrors);
    fields.read(found.receiveDrops);
    fields.skip(4);  // fifo, frame, compressed, multicast
    fields.read(found.sentBytes);
    fields.read(found.sentPackets);
    fields.read(found.sendErrors);
    fields.read(found.sendDrops);
    if (fields.ok()) interfaces.push_back(found);
  }
  return interfaces;
}

std::optional<Zram> parseZram(std::string_view text) {
  Zram zram;
  Fields fields(text);
  fields.read(zram.storedBytes);
  fields.skip(1);  // compressed
  fields.read(zram.usedBytes);
  if (!fields.ok()) return {};
  return zram;
}

}  // namespace ntop::proc
