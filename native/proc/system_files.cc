#include "system_files.h"

#include <limits>

#include "block_devices.h"
#include "fields.h"

namespace ntop::proc {

namespace {

uint64_t sectorsToBytes(uint64_t sectors) {
  return std::min(sectors, std::numeric_limits<uint64_t>::max() / kSectorBytes) * kSectorBytes;
}

std::optional<uint64_t> known(uint64_t figure) {
  if (figure == kUnknownFigure) return {};
  return figure;
}

// Partitions of old kernels have no more than four; a line that has less than it should is none.
std::optional<Disk> toDisk(const DeviceLine& line) {
  const auto& figures = line.figures;
  for (const DeviceFigure needed : {kReads, kReadSectors, kWrites, kWriteSectors}) {
    if (figures[needed] == kUnknownFigure) return {};
  }
  Disk disk;
  disk.name = line.name;
  disk.reads = figures[kReads];
  disk.writes = figures[kWrites];
  disk.readBytes = sectorsToBytes(figures[kReadSectors]);
  disk.writeBytes = sectorsToBytes(figures[kWriteSectors]);
  disk.mergedReads = known(figures[kMergedReads]);
  disk.mergedWrites = known(figures[kMergedWrites]);
  disk.readMilliseconds = known(figures[kReadMilliseconds]);
  disk.writeMilliseconds = known(figures[kWriteMilliseconds]);
  disk.busyMilliseconds = known(figures[kBusyMilliseconds]);
  return disk;
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
  for (const DeviceLine& line : parseDeviceLines(text)) {
    if (const auto disk = toDisk(line)) disks.push_back(*disk);
  }
  return disks;
}

std::optional<Disk> parseDiskCounters(std::string_view text) {
  const auto line = parseDeviceCounters(text);
  return line ? toDisk(*line) : std::nullopt;
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
