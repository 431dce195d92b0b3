#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ntop::proc {

// proc_meminfo(5) in kB, signed because broken kernels and containers have shown negative numbers.
struct MemInfo {
  std::optional<int64_t> total;
  std::optional<int64_t> free;
  std::optional<int64_t> available;
  std::optional<int64_t> buffers;
  std::optional<int64_t> cached;
  std::optional<int64_t> active;
  std::optional<int64_t> inactive;
  std::optional<int64_t> activeFile;
  std::optional<int64_t> inactiveFile;
  std::optional<int64_t> shared;
  std::optional<int64_t> slab;
  std::optional<int64_t> reclaimable;
  std::optional<int64_t> swapTotal;
  std::optional<int64_t> swapFree;
  std::optional<int64_t> swapCached;
  std::optional<int64_t> unreclaimable;
  std::optional<int64_t> kernelStack;
  std::optional<int64_t> pageTables;
  std::optional<int64_t> secondaryPageTables;
  std::optional<int64_t> perCpu;
  std::optional<int64_t> hugePages;          // of all sizes
  std::optional<int64_t> defaultHugePages;   // how many, of the ordinary size; not in kB
  std::optional<int64_t> defaultHugePage;    // its size
  std::optional<int64_t> dirty;
  std::optional<int64_t> writeback;
  std::optional<int64_t> zswapUsed;
  std::optional<int64_t> zswapStored;
};

// Empty without MemTotal: then nothing is known about memory.
std::optional<MemInfo> parseMemInfo(std::string_view text);

// Memory set aside for huge pages, in kB, whether they are in use or not. Kernels before 4.15 report only one size.
std::optional<int64_t> hugePageKilobytes(const MemInfo& memory);

// proc_vmstat(5): since boot.
struct VmStat {
  std::optional<uint64_t> swappedInPages;
  std::optional<uint64_t> swappedOutPages;
  std::optional<uint64_t> oomKills;
};
VmStat parseVmStat(std::string_view text);

// Pages below which the kernel starts to reclaim, all zones together; empty when /proc/zoneinfo names none.
std::optional<int64_t> parseZoneLowPages(std::string_view text);

// Whether MemAvailable can't be used, so that /proc/zoneinfo is worth reading.
bool lacksAvailable(const MemInfo& memory);

// Memory that programs could have without swapping, in kB: MemAvailable, or the kernel's own estimate of it where that
// is missing. Inside some containers it exceeds the total; free memory is the honest answer there.
std::optional<int64_t> availableKilobytes(const MemInfo& memory, std::optional<int64_t> zoneLowKilobytes);

}  // namespace ntop::proc
