#include "memory.h"

#include <utility>

#include "fields.h"

namespace ntop::proc {

namespace {

struct Key {
  std::string_view name;
  std::optional<int64_t> MemInfo::*field;
};

constexpr Key kKeys[] = {
    {"MemTotal", &MemInfo::total},
    {"MemFree", &MemInfo::free},
    {"MemAvailable", &MemInfo::available},
    {"Buffers", &MemInfo::buffers},
    {"Cached", &MemInfo::cached},
    {"Active", &MemInfo::active},
    {"Inactive", &MemInfo::inactive},
    {"Active(file)", &MemInfo::activeFile},
    {"Inactive(file)", &MemInfo::inactiveFile},
    {"Shmem", &MemInfo::shared},
    {"MemShared", &MemInfo::shared},  // Linux 2.4
    {"Slab", &MemInfo::slab},
    {"SReclaimable", &MemInfo::reclaimable},
    {"SwapTotal", &MemInfo::swapTotal},
    {"SwapFree", &MemInfo::swapFree},
    {"SwapCached", &MemInfo::swapCached},
    {"SUnreclaim", &MemInfo::unreclaimable},
    {"KernelStack", &MemInfo::kernelStack},
    {"PageTables", &MemInfo::pageTables},
    {"SecPageTables", &MemInfo::secondaryPageTables},
    {"Percpu", &MemInfo::perCpu},
    {"Hugetlb", &MemInfo::hugePages},
    {"HugePages_Total", &MemInfo::defaultHugePages},
    {"Hugepagesize", &MemInfo::defaultHugePage},
    {"Dirty", &MemInfo::dirty},
    {"Writeback", &MemInfo::writeback},
    {"Zswap", &MemInfo::zswapUsed},
    {"Zswapped", &MemInfo::zswapStored},
};

// Far above any machine, far below what overflows when some of them are added.
constexpr int64_t kMostKilobytes = int64_t{1} << 58;
constexpr int64_t kMostPages = int64_t{1} << 50;

// The estimate of the kernel commit that brought MemAvailable, for kernels before it.
std::optional<int64_t> estimateAvailable(const MemInfo& memory, std::optional<int64_t> low) {
  if (!memory.free) return {};
  if (!low || !memory.activeFile || !memory.inactiveFile || !memory.reclaimable) {
    if (!memory.cached) return {};
    return *memory.free + *memory.cached;
  }
  const int64_t pageCache = *memory.activeFile + *memory.inactiveFile;
  return *memory.free - *low + (pageCache - std::min(pageCache / 2, *low)) +
         (*memory.reclaimable - std::min(*memory.reclaimable / 2, *low));
}

}  // namespace

std::optional<MemInfo> parseMemInfo(std::string_view text) {
  MemInfo memory;
  std::string_view line;
  while (nextLine(text, line)) {
    const size_t colon = line.find(':');  // a blank need not follow it
    if (colon == std::string_view::npos) continue;
    for (const Key& key : kKeys) {
      if (key.name != line.substr(0, colon)) continue;
      int64_t kilobytes = 0;
      Fields fields(line.substr(colon + 1));
      fields.read(kilobytes);
      if (fields.ok() && kilobytes <= kMostKilobytes && kilobytes >= -kMostKilobytes) memory.*key.field = kilobytes;
    }
  }
  if (!memory.total || *memory.total <= 0) return {};
  return memory;
}

std::optional<int64_t> hugePageKilobytes(const MemInfo& memory) {
  if (memory.hugePages) return memory.hugePages;
  if (!memory.defaultHugePages || !memory.defaultHugePage) return {};
  const auto [pages, size] = std::pair(*memory.defaultHugePages, *memory.defaultHugePage);
  if (pages < 0 || size <= 0 || pages > kMostKilobytes / size) return {};
  return pages * size;
}

VmStat parseVmStat(std::string_view text) {
  VmStat stat;
  std::string_view line;
  while (nextLine(text, line)) {
    Fields fields(line);
    const std::string_view name = fields.word();
    uint64_t number = 0;
    fields.read(number);
    if (!fields.ok()) continue;
    if (name == "pswpin") stat.swappedInPages = number;
    if (name == "pswpout") stat.swappedOutPages = number;
    if (name == "oom_kill") stat.oomKills = number;
  }
  return stat;
}

std::optional<int64_t> parseZoneLowPages(std::string_view text) {
  std::optional<int64_t> sum;
  std::string_view line;
  while (nextLine(text, line)) {
    Fields fields(line);
    if (fields.word() != "low") continue;
    int64_t pages = 0;
    fields.read(pages);
    if (fields.ok() && pages >= 0 && pages <= kMostPages) sum = std::min(sum.value_or(0) + pages, kMostPages);
  }
  return sum;
}

bool lacksAvailable(const MemInfo& memory) { return memory.available.value_or(0) == 0; }

std::optional<int64_t> availableKilobytes(const MemInfo& memory, std::optional<int64_t> zoneLowKilobytes) {
  const auto available = lacksAvailable(memory) ? estimateAvailable(memory, zoneLowKilobytes) : memory.available;
  if (!available || memory.available.value_or(0) < 0) return {};
  if (*available > memory.total.value_or(0)) return memory.free;
  return std::max<int64_t>(*available, 0);
}

}  // namespace ntop::proc
