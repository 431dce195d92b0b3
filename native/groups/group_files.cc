#include "group_files.h"

#include <algorithm>
#include <cmath>

#include "../proc/cgroups.h"
#include "../proc/fields.h"
#include "../proc/system_files.h"

namespace ntop {

namespace {

using Text = std::string_view;
using Reading = GroupReading;

constexpr double kNanosecondsPerSecond = 1e9;
constexpr double kMicrosecondsPerSecond = 1e6;

void set(double& number, std::optional<uint64_t> found) {
  if (found) number = static_cast<double>(*found);
}

void setSeconds(double& number, std::optional<double> microseconds) {
  if (microseconds) number = *microseconds / kMicrosecondsPerSecond;
}

void setLimit(double& number, Text text) {
  const auto limit = proc::parseLimit(text);
  if (limit) number = *limit == proc::kUnlimited ? INFINITY : static_cast<double>(*limit);
}

template <double GroupNumbers::*Number>
void readCount(Text text, Reading& reading) {
  set(reading.numbers.*Number, proc::parseNumber(text));
}

template <double GroupNumbers::*Number>
void readLimit(Text text, Reading& reading) {
  setLimit(reading.numbers.*Number, text);
}

void readCpuStat(Text text, Reading& reading) {
  const proc::GroupCpuStat stat = proc::parseGroupCpuStat(text);
  setSeconds(reading.numbers.cpuSeconds, stat.usedMicroseconds);
  set(reading.numbers.periods, stat.periods);
  set(reading.numbers.throttledPeriods, stat.throttledPeriods);
  setSeconds(reading.numbers.throttledSeconds, stat.throttledMicroseconds);
}

// Also what the quotas of groups above have stopped; since Linux 6.6.
void readCpuStatLocal(Text text, Reading& reading) {
  setSeconds(reading.numbers.stoppedSeconds, proc::parseGroupCpuStat(text).throttledMicroseconds);
}

void readCpuMax(Text text, Reading& reading) {
  const auto cpus = proc::parseCpuMax(text);
  if (cpus) reading.numbers.quotaCpus = *cpus;
}

void readUsedNanoseconds(Text text, Reading& reading) {
  const auto used = proc::parseNumber(text);
  if (used) reading.numbers.cpuSeconds = static_cast<double>(*used) / kNanosecondsPerSecond;
}

void readPeriod(Text text, Reading& reading) { set(reading.periodMicroseconds, proc::parseNumber(text)); }

// After readPeriod: its line comes first.
void readQuota(Text text, Reading& reading) {
  if (!(reading.periodMicroseconds > 0)) return;
  const auto quota = proc::parseNumber(text);
  if (proc::startsWith(text, "-")) reading.numbers.quotaCpus = INFINITY;
  if (quota) reading.numbers.quotaCpus = static_cast<double>(*quota) / reading.periodMicroseconds;
}

// The counts of all groups below are among them; the next file, since Linux 5.2, has the group's own.
void readEvents(Text text, Reading& reading) {
  const proc::GroupMemoryEvents events = proc::parseGroupMemoryEvents(text);
  set(reading.numbers.limitHits, events.limitHits);
  set(reading.numbers.oomKillsBelow, events.oomKills);
}

void readOwnEvents(Text text, Reading& reading) {
  const proc::GroupMemoryEvents events = proc::parseGroupMemoryEvents(text);
  set(reading.numbers.limitHits, events.limitHits);
  set(reading.numbers.oomKills, events.oomKills);
}

void readMemoryAndSwap(Text text, Reading& reading) { set(reading.memoryAndSwapBytes, proc::parseNumber(text)); }

void readMemoryAndSwapLimit(Text text, Reading& reading) { setLimit(reading.memoryAndSwapLimitBytes, text); }

void setIo(Reading& reading, const proc::GroupIo& io) {
  reading.numbers.readBytes = static_cast<double>(io.readBytes);
  reading.numbers.writeBytes = static_cast<double>(io.writtenBytes);
}

void readIo(Text text, Reading& reading) { setIo(reading, proc::parseGroupIo(text, reading.countsDevice)); }
void readBlkio(Text text, Reading& reading) { setIo(reading, proc::parseGroupBlkio(text, reading.countsDevice)); }

template <double GroupNumbers::*Some, double GroupNumbers::*Full>
void readPressure(Text text, Reading& reading) {
  const auto pressure = proc::parsePressure(text);
  if (!pressure) return;
  set(reading.numbers.*Some, pressure->someMicroseconds);
  set(reading.numbers.*Full, pressure->fullMicroseconds);
}

using N = GroupNumbers;
constexpr unsigned kCpuKinds = kThrottling | kGroupCpu;

}  // namespace

const std::array<GroupFile, kGroupFiles> kGroupFileTable{{
    {2, "", "cpu.stat", kCpuKinds, readCpuStat, kAnything | kClock},
    {2, "", "cpu.stat.local", kThrottling, readCpuStatLocal},
    {2, "", "cpu.max", kGroupCpu, readCpuMax, kSetting},
    {2, "", "memory.current", kGroupMemory, readCount<&N::memoryBytes>},
    {2, "", "memory.max", kGroupMemory | kGroupOom, readLimit<&N::memoryLimitBytes>, kSetting},
    {2, "", "memory.swap.current", kGroupMemory, readCount<&N::swapBytes>, kSwapping},
    {2, "", "memory.swap.max", kGroupMemory, readLimit<&N::swapLimitBytes>, kSetting},
    {2, "", "memory.events", kGroupOom, readEvents, kOomKill},
    {2, "", "memory.events.local", kGroupOom, readOwnEvents, kOomKill},
    {2, "", "pids.current", kGroupTasks, readCount<&N::tasks>, kRunning | kEnding},
    {2, "", "pids.max", kGroupTasks, readLimit<&N::taskLimit>, kSetting},
    {2, "", "io.stat", kGroupIo, readIo, kRunning},
    {2, "", "cpu.pressure", kGroupPressure, readPressure<&N::cpuSomeMicroseconds, &N::cpuFullMicroseconds>},
    {2, "", "memory.pressure", kGroupPressure, readPressure<&N::memorySomeMicroseconds, &N::memoryFullMicroseconds>},
    {2, "", "io.pressure", kGroupPressure, readPressure<&N::ioSomeMicroseconds, &N::ioFullMicroseconds>},
    {1, "cpu", "cpu.stat", kCpuKinds, readCpuStat, kQuota},
    {1, "cpu", "cpu.stat.local", kThrottling, readCpuStatLocal, kQuota},
    {1, "cpu", "cpu.cfs_period_us", kGroupCpu, readPeriod, kSetting},
    {1, "cpu", "cpu.cfs_quota_us", kGroupCpu, readQuota, kSetting},
    {1, "cpuacct", "cpuacct.usage", kGroupCpu, readUsedNanoseconds, kAnything | kClock},
    {1, "memory", "memory.usage_in_bytes", kGroupMemory, readCount<&N::memoryBytes>},
    {1, "memory", "memory.limit_in_bytes", kGroupMemory | kGroupOom, readLimit<&N::memoryLimitBytes>, kSetting},
    {1, "memory", "memory.memsw.usage_in_bytes", kGroupMemory, readMemoryAndSwap, kSwapping},
    {1, "memory", "memory.memsw.limit_in_bytes", kGroupMemory, readMemoryAndSwapLimit, kSetting},
    {1, "memory", "memory.oom_control", kGroupOom, readOwnEvents, kOomKill},
    {1, "memory", "memory.failcnt", kGroupOom, readCount<&N::limitHits>, kOomKill},
    {1, "pids", "pids.current", kGroupTasks, readCount<&N::tasks>, kRunning | kEnding},
    {1, "pids", "pids.max", kGroupTasks, readLimit<&N::taskLimit>, kSetting},
    {1, "blkio", "blkio.throttle.io_service_bytes_recursive", kGroupIo, readBlkio, kRunning},
}};

// Version 1 counts memory and swap together, never less than memory alone.
void completeReading(GroupReading& reading) {
  GroupNumbers& numbers = reading.numbers;
  const double swapBytes = reading.memoryAndSwapBytes - numbers.memoryBytes;
  if (!std::isnan(swapBytes)) numbers.swapBytes = reading.hasNoSwap ? 0 : std::max(0.0, swapBytes);
  const double limit = reading.memoryAndSwapLimitBytes;
  const double memoryLimit = numbers.memoryLimitBytes;
  if (!std::isnan(limit) && !std::isnan(memoryLimit)) {
    numbers.swapLimitBytes = std::isinf(limit) ? INFINITY : std::max(0.0, limit - memoryLimit);
  }
}

}  // namespace ntop
