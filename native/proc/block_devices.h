#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// What the kernel says of block devices.
namespace ntop::proc {

// The counters of proc_diskstats(5), in its order. Milliseconds have 32 bits on every machine, all others those of a long.
enum DeviceFigure : size_t {
  kReads,
  kMergedReads,
  kReadSectors,
  kReadMilliseconds,
  kWrites,
  kMergedWrites,
  kWriteSectors,
  kWriteMilliseconds,
  kInFlight,
  kBusyMilliseconds,
  kWeightedMilliseconds,
  kDiscards,
  kMergedDiscards,
  kDiscardSectors,
  kDiscardMilliseconds,
  kFlushes,
  kFlushMilliseconds,
  kDeviceFigures
};

constexpr uint64_t kUnknownFigure = UINT64_MAX;

// A sector of these counters and of sizes, whatever the device's own are.
constexpr uint64_t kSectorBytes = 512;

struct DeviceLine {
  uint32_t major = 0;
  uint32_t minor = 0;
  std::string_view name;
  std::array<uint64_t, kDeviceFigures> figures{};  // kUnknownFigure where the kernel is too old
};

// Lines with 4 (partitions of Linux 2.6), 11, 15, 17 or more counters. Others are left out.
std::vector<DeviceLine> parseDeviceLines(std::string_view text);

// /sys/block/NAME/stat: the same counters without device number and name.
std::optional<DeviceLine> parseDeviceCounters(std::string_view text);

// A file of one number, such as size; hexadecimal after 0x (ioerr_cnt).
std::optional<uint64_t> parseAttribute(std::string_view text);

// queue/scheduler: the one in brackets, or the only word.
std::string_view parseScheduler(std::string_view text);

// md/sync_completed: sectors of sectors, as a part of 1.
std::optional<double> parseProgress(std::string_view text);

}  // namespace ntop::proc
