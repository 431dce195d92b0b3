#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "memory_limit.h"

namespace ntop {

// Pages of one size, how many.
struct HugePages {
  uint64_t pageBytes = 0;
  uint64_t total = 0;
  std::optional<uint64_t> free;
  std::optional<uint64_t> reserved;  // promised, but not taken yet
};

// Details of the machine's memory, read only while they are shown.
struct MemoryDetail {
  double monotonicSeconds = 0;
  // Since boot.
  std::optional<double> swappedInBytes;
  std::optional<double> swappedOutBytes;
  std::optional<uint64_t> oomKills;
  std::vector<HugePages> hugePages;  // of sizes that there are pages of, in no order
  std::optional<MemoryLimit> limit;  // ntop's own
};

MemoryDetail readMemoryDetail(const std::string& procRoot, const std::string& sysRoot);

}  // namespace ntop
