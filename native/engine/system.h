#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../io/file.h"
#include "../net/links.h"
#include "../proc/system_files.h"
#include "../proc/system_stat.h"
#include "../system/memory.h"
#include "../system/whole_disks.h"

namespace ntop {

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
  bool counted = true;  // in the sum over all: see links.h
};

struct ZramBytes {
  uint64_t used = 0;
  uint64_t stored = 0;
};

// One reading of the machine as a whole. What could not be read is empty.
struct System {
  std::string hostname;
  double wallClockMilliseconds = 0;
  double monotonicSeconds = 0;
  std::optional<double> uptimeSeconds;
  std::optional<double> bootSeconds;  // what the ticks of processes count from, in seconds since the epoch
  bool hasStat = false;
  proc::SystemStat stat;
  std::optional<MemoryBytes> memory;
  std::optional<ZramBytes> zram;
  std::optional<std::array<double, 3>> load;
  std::optional<double> running;  // tasks that run or wait for a CPU, without this one
  std::optional<int32_t> lastPid;  // the last assigned one in this PID namespace
  std::optional<PressureMicroseconds> cpuPressure;
  std::optional<PressureMicroseconds> memoryPressure;
  std::optional<PressureMicroseconds> ioPressure;
  std::vector<DiskBytes> disks;
  std::vector<InterfaceBytes> interfaces;
  std::optional<uint64_t> oomKills;  // since boot
};

// Reads the machine over and over.
class SystemReader {
 public:
  // With `hold` files stay open, which works only for the kernel's own /proc: made-up files may be replaced.
  explicit SystemReader(bool hold) : hold_(hold) {}

  // `procDirectory` is an open descriptor of /proc or what stands for it. Without `mayBlock` nothing is read for which a
  // process may have to be waited for: then it is unknown this once, and mayWait() says so.
  System read(int procDirectory, const std::string& sysRoot, bool mayBlock = true);

  // Processes that the kernel killed for memory since boot.
  std::optional<uint64_t> readOomKills();

  // Whether reading may block on another process: zram's statistics do while a device in use is reset.
  bool mayWait() const { return usesZram_; }

 private:
  // Where a file lies in held_.
  enum File { kStat, kLoad, kUptime, kMemory, kCpuPressure, kMemoryPressure, kIoPressure, kDisks, kInterfaces, kVmStat, kFiles };

  bool readText(File file, const char* path, End end = End::kShortRead);
  std::optional<MemoryBytes> readMemory();
  std::optional<PressureMicroseconds> readPressure(File file, const char* path);
  void readDisks(System& system, const std::string& sysRoot);
  void listDisks(const std::vector<proc::Disk>& disks, const std::string& sysRoot);
  void readInterfaces(System& system);
  std::optional<ZramBytes> readZram(bool mayBlock);

  const bool hold_;
  int proc_ = -1;
  std::array<UniqueFd, kFiles> held_;
  std::string text_;                     // used anew for each file, to spare allocations
  std::vector<std::string> diskNames_;   // as the kernel gave them last
  WholeDisks wholeDisks_;                // of these
  std::vector<std::string> zramDevices_;
  bool usesZram_ = false;  // when they were last read
  LinkWatch links_;
};

}  // namespace ntop
