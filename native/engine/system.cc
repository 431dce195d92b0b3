#include "system.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "../io/clock.h"
#include "../proc/fields.h"
#include "../proc/memory.h"
#include "../proc/system_files.h"
#include "../system/whole_disks.h"

namespace ntop {

namespace {

// Larger than any file here; it limits the memory that an unusual /proc can take.
constexpr size_t kMostBytes = 16u << 20;

// A device without a size is ignored.
bool isUnusedZram(const std::string& directory, std::string& text) {
  return readRecord(AT_FDCWD, (directory + "/disksize").c_str(), text) == 0 && (text == "0\n" || text == "0");
}

std::string readHostname() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

}  // namespace

System SystemReader::read(int procDirectory, const std::string& sysRoot, bool mayBlock) {
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
    if (const auto running = proc::parseRunning(text_)) system.running = std::max(0.0, *running - 1.0);
  }
  if (readText(kUptime, "uptime")) system.uptimeSeconds = proc::parseUptimeSeconds(text_);
  system.memory = readMemory();
  system.cpuPressure = readPressure(kCpuPressure, "pressure/cpu");
  system.memoryPressure = readPressure(kMemoryPressure, "pressure/memory");
  system.ioPressure = readPressure(kIoPressure, "pressure/io");
  readDisks(system, sysRoot);
  system.zram = readZram(mayBlock);
  readInterfaces(system);
  return system;
}

// In a made up /proc nothing is known of them but their names.
void SystemReader::readInterfaces(System& system) {
  if (!readText(kInterfaces, "net/dev", End::kEmptyRead)) return;
  const auto* const counting = hold_ ? links_.counting() : nullptr;
  for (const proc::Interface& found : proc::parseInterfaces(text_)) {
    const std::string name(found.name);
    const bool counted = counting == nullptr ? name != "lo" : counting->count(name) != 0;
    system.interfaces.push_back({name, found.receivedBytes, found.sentBytes, counted});
  }
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
  return toMemoryBytes(proc_, text_);
}

std::optional<PressureMicroseconds> SystemReader::readPressure(File file, const char* path) {
  if (!readText(file, path)) return {};
  const auto pressure = proc::parsePressure(text_);
  if (!pressure) return {};
  return PressureMicroseconds{pressure->someMicroseconds, pressure->fullMicroseconds};
}

std::optional<uint64_t> SystemReader::readOomKills() {
  return readText(kVmStat, "vmstat", End::kEmptyRead) ? proc::parseVmStat(text_).oomKills : std::nullopt;
}

void SystemReader::readDisks(System& system, const std::string& sysRoot) {
  const bool read = readText(kDisks, "diskstats", End::kEmptyRead);
  const std::vector<proc::Disk> disks = read ? proc::parseDisks(text_) : std::vector<proc::Disk>();
  listDisks(disks, sysRoot);
  for (size_t index = 0; index < disks.size(); ++index) {
    const proc::Disk& disk = disks[index];
    if (!wholeDisks_.counts(index, disks)) continue;
    system.disks.push_back({std::string(disk.name), disk.readBytes, disk.writeBytes, disk.busyMilliseconds});
  }
}

// The kinds of disks are read again if the list of disks changes.
void SystemReader::listDisks(const std::vector<proc::Disk>& disks, const std::string& sysRoot) {
  const auto same = [](const proc::Disk& disk, const std::string& name) { return disk.name == name; };
  if (hold_ && !disks.empty() && std::equal(disks.begin(), disks.end(), diskNames_.begin(), diskNames_.end(), same)) {
    return;
  }
  const std::vector<std::string> listed = listBlockDevices(sysRoot);
  diskNames_.clear();
  for (const proc::Disk& disk : disks) diskNames_.emplace_back(disk.name);
  wholeDisks_ = WholeDisks(disks, listed, sysRoot);
  zramDevices_.clear();
  for (const std::string& name : listed) {
    if (proc::startsWith(name, "zram")) zramDevices_.push_back(sysRoot + "/block/" + name);
  }
}

std::optional<ZramBytes> SystemReader::readZram(bool mayBlock) {
  std::optional<ZramBytes> sum;
  usesZram_ = false;
  for (const std::string& device : zramDevices_) {
    // The size never waits.
    if (isUnusedZram(device, text_)) continue;
    usesZram_ = true;
    if (!mayBlock || readRecord(AT_FDCWD, (device + "/mm_stat").c_str(), text_) != 0) continue;
    const auto zram = proc::parseZram(text_);
    if (!zram) continue;
    if (!sum) sum.emplace();
    sum->used += zram->usedBytes;
    sum->stored += zram->storedBytes;
  }
  return sum;
}

}  // namespace ntop
