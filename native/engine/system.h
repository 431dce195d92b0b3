#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../file.h"
#include "../proc/system_stat.h"

namespace ntop {

struct MemoryBytes {
  double total;
  // NaN where the kernel does not say.
  double free;
  double available;
  double buffers;
  double cached;
  double shared;
  double slab;
  double swapTotal;
  double swapFree;
};

struct PressureMicroseconds {
  uint64_t some = 0;
  std::optional<uint64_t> full;
};

struct DiskBytes {
  std::string name;
  uint64_t read = 0;
  uint64_t written = 0;
  std::optional<uint64_t> busyMilliseconds;
};

struct InterfaceBytes {
  std::string name;
  uint64_t received = 0;
  uint64_t sent = 0;
};

struct ZramBytes {
  uint64_t used = 0;
  uint64_t stored = 0;
};

// What one reading says of the machine as a whole. What could not be read is left open.
struct System {
  std::string hostname;
  double wallClockMilliseconds = 0;
  double monotonicSeconds = 0;
  std::optional<double> uptimeSeconds;
  bool hasStat = false;
  proc::SystemStat stat;
  std::optional<MemoryBytes> memory;
  std::optional<ZramBytes> zram;
  std::optional<std::array<double, 3>> load;
  std::optional<PressureMicroseconds> cpuPressure;
  std::optional<PressureMicroseconds> memoryPressure;
  std::optional<PressureMicroseconds> ioPressure;
  std::vector<DiskBytes> disks;
  std::vector<InterfaceBytes> interfaces;
};

// `procDirectory` is an open descriptor of /proc or what stands for it.
System readSystem(int procDirectory, const std::string& sysRoot);

}  // namespace ntop
