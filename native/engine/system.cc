#include "system.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../clock.h"
#include "../proc/fields.h"
#include "../proc/memory.h"
#include "../proc/system_files.h"

namespace ntop {

namespace {

// No file here comes near it; it bounds what a strange /proc can make us hold.
constexpr size_t kMostBytes = 16u << 20;
// They lie on other disks or in memory, so that their traffic would count twice or is none.
constexpr std::string_view kStackedDisks[] = {"loop", "dm-", "md", "zram", "ram"};

double toBytes(std::optional<int64_t> kilobytes) {
  return kilobytes ? static_cast<double>(*kilobytes) * 1024 : std::numeric_limits<double>::quiet_NaN();
}

std::optional<int64_t> readZoneLowKilobytes(int proc, std::string& text) {
  if (readFile(proc, "zoneinfo", text, kMostBytes) != 0) return {};
  const auto pages = proc::parseZoneLowPages(text);
  if (!pages) return {};
  return *pages * (sysconf(_SC_PAGESIZE) / 1024);
}

std::optional<MemoryBytes> readMemory(int proc, std::string& text) {
  if (readFile(proc, "meminfo", text, kMostBytes) != 0) return {};
  const auto memory = proc::parseMemInfo(text);
  if (!memory) return {};
  const auto low = proc::lacksAvailable(*memory) ? readZoneLowKilobytes(proc, text) : std::nullopt;
  MemoryBytes bytes{};
  bytes.total = toBytes(memory->total);
  bytes.free = toBytes(memory->free);
  bytes.available = toBytes(proc::availableKilobytes(*memory, low));
  bytes.buffers = toBytes(memory->buffers);
  bytes.cached = toBytes(memory->cached) + toBytes(memory->reclaimable.value_or(0));
  bytes.shared = toBytes(memory->shared);
  bytes.slab = toBytes(memory->slab);
  bytes.swapTotal = toBytes(memory->swapTotal);
  bytes.swapFree = toBytes(memory->swapFree);
  return bytes;
}

std::optional<PressureMicroseconds> readPressure(int proc, const char* path, std::string& text) {
  if (readFile(proc, path, text, kMostBytes) != 0) return {};
  const auto pressure = proc::parsePressure(text);
  if (!pressure) return {};
  return PressureMicroseconds{pressure->someMicroseconds, pressure->fullMicroseconds};
}

std::vector<std::string> listDisks(const std::string& sysRoot) {
  std::vector<std::string> names;
  const UniqueFd directory = openDirectory(AT_FDCWD, (sysRoot + "/block").c_str());
  if (directory) listNames(directory.get(), names);
  return names;
}

bool isWhole(std::string_view name, const std::vector<std::string>& listed) {
  for (const std::string_view stacked : kStackedDisks) {
    if (proc::startsWith(name, stacked)) return false;
  }
  std::string file(name);
  std::replace(file.begin(), file.end(), '/', '!');  // cciss/c0d0 is the file cciss!c0d0
  return std::find(listed.begin(), listed.end(), file) != listed.end();
}

std::vector<DiskBytes> readDisks(int proc, const std::vector<std::string>& listed, std::string& text) {
  std::vector<DiskBytes> disks;
  if (readFile(proc, "diskstats", text, kMostBytes) != 0) return disks;
  for (const proc::Disk& disk : proc::parseDisks(text)) {
    if (!isWhole(disk.name, listed)) continue;
    disks.push_back({std::string(disk.name), disk.readBytes, disk.writeBytes, disk.busyMilliseconds});
  }
  return disks;
}

std::vector<InterfaceBytes> readInterfaces(int proc, std::string& text) {
  std::vector<InterfaceBytes> interfaces;
  if (readFile(proc, "net/dev", text, kMostBytes) != 0) return interfaces;
  for (const proc::Interface& found : proc::parseInterfaces(text)) {
    interfaces.push_back({std::string(found.name), found.receivedBytes, found.sentBytes});
  }
  return interfaces;
}

// A device that was never given a size holds nothing and is as good as none.
bool isUnusedZram(const std::string& directory, std::string& text) {
  return readRecord(AT_FDCWD, (directory + "/disksize").c_str(), text) == 0 && (text == "0\n" || text == "0");
}

std::optional<ZramBytes> readZram(const std::string& sysRoot, const std::vector<std::string>& disks,
                                  std::string& text) {
  std::optional<ZramBytes> sum;
  for (const std::string& disk : disks) {
    const std::string directory = sysRoot + "/block/" + disk;
    if (!proc::startsWith(disk, "zram") || isUnusedZram(directory, text)) continue;
    if (readRecord(AT_FDCWD, (directory + "/mm_stat").c_str(), text) != 0) continue;
    const auto zram = proc::parseZram(text);
    if (!zram) continue;
    if (!sum) sum.emplace();
    sum->used += zram->usedBytes;
    sum->stored += zram->storedBytes;
  }
  return sum;
}

std::string readHostname() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

}  // namespace

System readSystem(int proc, const std::string& sysRoot) {
  System system;
  std::string text;
  system.hostname = readHostname();
  system.wallClockMilliseconds = std::floor(secondsOn(CLOCK_REALTIME) * 1e3);
  system.monotonicSeconds = secondsOn(CLOCK_MONOTONIC);
  system.hasStat = readFile(proc, "stat", text, kMostBytes) == 0;
  if (system.hasStat) system.stat = proc::parseSystemStat(text);
  if (readRecord(proc, "loadavg", text) == 0) system.load = proc::parseLoad(text);
  if (readRecord(proc, "uptime", text) == 0) system.uptimeSeconds = proc::parseUptimeSeconds(text);
  system.memory = readMemory(proc, text);
  system.cpuPressure = readPressure(proc, "pressure/cpu", text);
  system.memoryPressure = readPressure(proc, "pressure/memory", text);
  system.ioPressure = readPressure(proc, "pressure/io", text);
  const std::vector<std::string> disks = listDisks(sysRoot);
  system.disks = readDisks(proc, disks, text);
  system.zram = readZram(sysRoot, disks, text);
  system.interfaces = readInterfaces(proc, text);
  return system;
}

}  // namespace ntop
