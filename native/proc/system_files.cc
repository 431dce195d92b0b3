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

// The four numbers of a partition in Linux 2.6.0 to 2.6.24; it has no busy time.
std::optional<Disk> parsePartition(Fields& fields, Disk disk) {
  uint64_t readSectors = 0;
  uint64_t writtenSectors = 0;
  fields.skip(1);
  fields.read(readSectors);
  fields.skip(1);
  fields.read(writtenSectors);
  if (!fields.ok()) return {};
  disk.readBytes = sectorsToBytes(readSectors);
  disk.writeBytes = sectorsToBytes(writtenSectors);
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
  if (count == 7) return parsePartition(fields, disk);

  uint64_t readSectors = 0;
  uint64_t writtenSectors = 0;
  fields.skip(2);  // reads, merged
  fields.read(readSectors);
  fields.skip(3);  // read time, writes, merged
  fields.read(writtenSectors);
  fields.skip(2);  // write time, in flight
  uint64_t busyMilliseconds = 0;
  fields.read(busyMilliseconds);
  if (!fields.ok()) return {};
  disk.busyMilliseconds = busyMilliseconds;
  disk.readBytes = sectorsToBytes(readSectors);
  disk.writeBytes = sectorsToBytes(writtenSectors);
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

}  // namespace

std::optional<std::array<double, 3>> parseLoad(std::string_view text) {
  std::array<double, 3> load{};
  Fields fields(text);
  for (double& value : load) {
    if (!parseDecimal(fields.word(), value)) return {};
  }
  return load;
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

std::vector<Disk> parseDisks(std::string_view text) {
  std::vector<Disk> disks;
  std::string_view line;
  while (nextLine(text, line)) {
    if (const auto disk = parseDisk(line)) disks.push_back(*disk);
  }
  return disks;
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
