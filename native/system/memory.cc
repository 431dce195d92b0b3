#include "memory.h"

#include <unistd.h>

#include <limits>
#include <string>

#include "../io/file.h"
#include "../proc/memory.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 16u << 20;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Less than nothing is unknown.
double toBytes(std::optional<int64_t> kilobytes) {
  return kilobytes && *kilobytes >= 0 ? static_cast<double>(*kilobytes) * 1024 : kUnknown;
}

// A container may be shown more than it has.
void limitTo(double whole, double& part) {
  if (part > whole) part = whole;
}

std::optional<int64_t> readLowKilobytes(int procDirectory) {
  std::string text;
  if (readFile(procDirectory, "zoneinfo", text, kMostBytes) != 0) return {};
  const auto pages = proc::parseZoneLowPages(text);
  if (!pages) return {};
  return *pages * (sysconf(_SC_PAGESIZE) / 1024);
}

}  // namespace

std::optional<MemoryBytes> toMemoryBytes(int procDirectory, std::string_view meminfo) {
  const auto memory = proc::parseMemInfo(meminfo);
  if (!memory) return {};
  std::optional<int64_t> lowKilobytes;
  if (proc::lacksAvailable(*memory)) lowKilobytes = readLowKilobytes(procDirectory);
  MemoryBytes bytes{};
  bytes.total = toBytes(memory->total);
  bytes.free = toBytes(memory->free);
  bytes.available = toBytes(proc::availableKilobytes(*memory, lowKilobytes));
  bytes.buffers = toBytes(memory->buffers);
  bytes.cached = toBytes(memory->cached) + toBytes(memory->reclaimable.value_or(0));
  bytes.active = toBytes(memory->active);
  bytes.inactive = toBytes(memory->inactive);
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
  for (double* part : {&bytes.free, &bytes.available, &bytes.buffers, &bytes.cached, &bytes.active, &bytes.inactive,
                       &bytes.shared, &bytes.slab}) {
    limitTo(bytes.total, *part);
  }
  limitTo(bytes.swapTotal, bytes.swapFree);
  return bytes;
}

}  // namespace ntop
