#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

// The files of a control group, of either version; see the kernel's admin-guide/cgroup-v2 and cgroup-v1.
namespace ntop::proc {

// cpu.stat and cpu.stat.local. Time is in microseconds, which version 1 gives in nanoseconds.
struct GroupCpuStat {
  std::optional<double> usedMicroseconds;
  std::optional<uint64_t> periods;
  std::optional<uint64_t> throttledPeriods;
  std::optional<double> throttledMicroseconds;
};
GroupCpuStat parseGroupCpuStat(std::string_view text);

// How many CPUs the quota of cpu.max allows; infinite without one.
std::optional<double> parseCpuMax(std::string_view text);

// memory.events, memory.events.local and memory.oom_control.
struct GroupMemoryEvents {
  std::optional<uint64_t> limitHits;
  std::optional<uint64_t> oomKills;
};
GroupMemoryEvents parseGroupMemoryEvents(std::string_view text);

// A file that is one number, such as memory.current.
std::optional<uint64_t> parseNumber(std::string_view text);

// io.stat, or blkio.throttle.io_service_bytes of version 1: the sum over the devices that count.
struct GroupIo {
  uint64_t readBytes = 0;
  uint64_t writtenBytes = 0;
};
using CountsDevice = std::function<bool(std::string_view majorAndMinor)>;
GroupIo parseGroupIo(std::string_view text, const CountsDevice& counts);
GroupIo parseGroupBlkio(std::string_view text, const CountsDevice& counts);

}  // namespace ntop::proc
