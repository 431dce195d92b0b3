#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// The smaller files of /proc and /sys about the machine, one parser each.
namespace ntop::proc {

// proc_loadavg(5): over 1, 5 and 15 minutes.
std::optional<std::array<double, 3>> parseLoad(std::string_view text);

// The last assigned PID of this PID namespace, at the end of proc_loadavg(5).
std::optional<int32_t> parseLastPid(std::string_view text);

// How many tasks run or wait for a CPU, from the same file; the one that reads it is among them.
std::optional<uint32_t> parseRunning(std::string_view text);

// proc_uptime(5)
std::optional<double> parseUptimeSeconds(std::string_view text);

// A file of /proc/pressure: microseconds stalled since boot.
struct Pressure {
  uint64_t someMicroseconds = 0;
  std::optional<uint64_t> fullMicroseconds;  // older kernels don't say it for the CPU
};
std::optional<Pressure> parsePressure(std::string_view text);

// The same in seconds, with the shares of the last 10, 60 and 300 seconds in percent.
struct Stall {
  double average10 = 0;
  double average60 = 0;
  double average300 = 0;
  double totalSeconds = 0;
};
struct StallTimes {
  std::optional<Stall> some;
  std::optional<Stall> full;
};
StallTimes parseStallTimes(std::string_view text);

// One line of proc_diskstats(5), which has 7, 14, 15, 18 or 20 fields, by the kernel's age.
struct Disk {
  std::string_view name;
  uint64_t reads = 0;
  uint64_t writes = 0;
  uint64_t readBytes = 0;
  uint64_t writeBytes = 0;
  // Partitions of old kernels don't say the rest.
  std::optional<uint64_t> mergedReads;
  std::optional<uint64_t> mergedWrites;
  std::optional<uint64_t> readMilliseconds;
  std::optional<uint64_t> writeMilliseconds;
  std::optional<uint64_t> busyMilliseconds;
};
std::vector<Disk> parseDisks(std::string_view text);

// /sys/block/NAME/stat: the same columns without device number and name.
std::optional<Disk> parseDiskCounters(std::string_view text);

// One line of /proc/net/dev.
struct Interface {
  std::string_view name;
  uint64_t receivedBytes = 0;
  uint64_t receivedPackets = 0;
  uint64_t receiveErrors = 0;
  uint64_t receiveDrops = 0;
  uint64_t sentBytes = 0;
  uint64_t sentPackets = 0;
  uint64_t sendErrors = 0;
  uint64_t sendDrops = 0;
};
std::vector<Interface> parseInterfaces(std::string_view text);

// /sys/block/zramN/mm_stat
struct Zram {
  uint64_t storedBytes = 0;
  uint64_t usedBytes = 0;
};
std::optional<Zram> parseZram(std::string_view text);

}  // namespace ntop::proc
