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

std::vector<std::string> namesOf(const std::string& directory) {
  std::vector<std::string> names;
  const UniqueFd open = openDirectory(AT_FDCWD, directory.c_str());
  if (open) listNames(open.get(), names);
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

// A device that was never given a size holds nothing and is as good as none.
bool isUnusedZram(const std::string& directory, std::string& text) {
  return readRecord(AT_FDCWD, (directory + "/disksize").c_str(), text) == 0 && (text == "0\n" || text == "0");
}

std::string readHostname() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

}  // namespace

System SystemReader::read(int procDirectory, const std::string& sysRoot) {
  proc_ = procDirectory;
  System system;
  system.hostname = readHostname();
  system.wallClockMilliseconds = std::floor(secondsOn(CLOCK_REALTIME) * 1e3);
  system.monotonicSeconds = secondsOn(CLOCK_MONOTONIC);
  system.hasStat = readText(kStat, "stat");
  if (system.hasStat) system.stat = proc::parseSystemStat(text_);
  if (readText(kLoad, "loadavg")) {
    system.load = proc::parseLoad(text_);
    system.lastPid = proc::parseLastPid(text_);
  }
  if (readText(kUptime, "uptime")) system.uptimeSeconds = proc::parseUptimeSeconds(text_);
  system.memory = readMemory();
  system.cpuPressure = readPressure(kCpuPressure, "pressure/cpu");
  system.memoryPressure = readPressure(kMemoryPressure, "pressure/memory");
  system.ioPressure = readPressure(kIoPressure, "pressure/io");
  readDisks(system, sysRoot);
  system.zram = readZram();
  if (readText(kInterfaces, "net/dev", End::kEmptyRead)) {
    for (const proc::Interface& found : proc::parseInterfaces(text_)) {
      system.interfaces.push_back({std::string(found.name), found.receivedBytes, found.sentBytes});
    }
  }
  return system;
}

// Files that are lists come in pieces; all others come whole, so that a short read is their end.
bool SystemReader::readText(File file, const char* path, End end) {
  UniqueFd& held = held_[file];
  if (held && readOpen(held, text_, kMostBytes, end) == 0) return true;
  held = openFile(proc_, path);
  const bool read = held && readOpen(held, text_, kMostBytes, end) == 0;
  if (!hold_ || !read) held = UniqueFd();
  return read;
}

std::optional<MemoryBytes> SystemReader::readMemory() {
  if (!readText(kMemory, "meminfo")) return {};
  const auto memory = proc::parseMemInfo(text_);
  if (!memory) return {};
  std::optional<int64_t> lowKilobytes;
  if (proc::lacksAvailable(*memory) && readFile(proc_, "zoneinfo", text_, kMostBytes) == 0) {
    const auto pages = proc::parseZoneLowPages(text_);
    if (pages) lowKilobytes = *pages * (sysconf(_SC_PAGESIZE) / 1024);
  }
  MemoryBytes bytes{};
  bytes.total = toBytes(memory->total);
  bytes.free = toBytes(memory->free);
  bytes.available = toBytes(proc::availableKilobytes(*memory, lowKilobytes));
  bytes.buffers = toBytes(memory->buffers);
  bytes.cached = toBytes(memory->cached) + toBytes(memory->reclaimable.value_or(0));
  bytes.shared = toBytes(memory->shared);
  bytes.slab = toBytes(memory->slab);
  bytes.swapTotal = toBytes(memory->swapTotal);
  bytes.swapFree = toBytes(memory->swapFree);
  bytes.swapCached = toBytes(memory->swapCached);
  bytes.unreclaimableSlab = toBytes(memory->unreclaimable);
  bytes.kernelStack = toBytes(memory->kernelStack);
  bytes.pageTable = toBytes(memory->pageTables) + toBytes(memory->secondaryPageTables.value_or(0));
  bytes.perCpu = toBytes(memory->perCpu);
  bytes.hugePage = toBytes(proc::hugePageKilobytes(*memory));
  bytes.dirty = toBytes(memory->dirty);
  bytes.writeback = toBytes(memory->writeback);
  bytes.zswapUsed = toBytes(memory->zswapUsed);
  bytes.zswapStored = toBytes(memory->zswapStored);
  return bytes;
}

std::optional<PressureMicroseconds> SystemReader::readPressure(File file, const char* path) {
  if (!readText(file, path)) return {};
  const auto pressure = proc::parsePressure(text_);
  if (!pressure) return {};
  return PressureMicroseconds{pressure->someMicroseconds, pressure->fullMicroseconds};
}

void SystemReader::readDisks(System& system, const std::string& sysRoot) {
  const bool read = readText(kDisks, "diskstats", End::kEmptyRead);
  const std::vector<proc::Disk> disks = read ? proc::parseDisks(text_) : std::vector<proc::Disk>();
  listDisks(disks, sysRoot);
  for (size_t index = 0; index < disks.size(); ++index) {
    const proc::Disk& disk = disks[index];
    if (!isWholeDisk_[index]) continue;
    system.disks.push_back({std::string(disk.name), disk.readBytes, disk.writeBytes, disk.busyMilliseconds});
  }
}

// Which disks there are is asked again when the kernel counts for others than before.
void SystemReader::listDisks(const std::vector<proc::Disk>& disks, const std::string& sysRoot) {
  const auto same = [](const proc::Disk& disk, const std::string& name) { return disk.name == name; };
  if (hold_ && !disks.empty() && std::equal(disks.begin(), disks.end(), diskNames_.begin(), diskNames_.end(), same)) {
    return;
  }
  const std::vector<std::string> listed = namesOf(sysRoot + "/block");
  diskNames_.clear();
  isWholeDisk_.clear();
  for (const proc::Disk& disk : disks) {
    diskNames_.emplace_back(disk.name);
    isWholeDisk_.push_back(isWhole(disk.name, listed));
  }
  zramDevices_.clear();
  for (const std::string& name : listed) {
    if (proc::startsWith(name, "zram")) zramDevices_.push_back(sysRoot + "/block/" + name);
  }
}

std::optional<ZramBytes> SystemReader::readZram() {
  std::optional<ZramBytes> sum;
  for (const std::string& device : zramDevices_) {
    if (isUnusedZram(device, text_) || readRecord(AT_FDCWD, (device + "/mm_stat").c_str(), text_) != 0) continue;
    const auto zram = proc::parseZram(text_);
    if (!zram) continue;
    if (!sum) sum.emplace();
    sum->used += zram->usedBytes;
    sum->stored += zram->storedBytes;
  }
  return sum;
}

}  // namespace ntop
