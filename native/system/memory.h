#pragma once

#include <optional>
#include <string_view>

namespace ntop {

struct MemoryBytes {
  double total;
  // NaN where the kernel does not say.
  double free;
  double available;
  double buffers;
  double cached;  // the page cache and what of slab can be reclaimed
  double active;
  double inactive;
  double shared;
  double slab;
  double swapTotal;
  double swapFree;
  double swapCached;
  double unreclaimableSlab;
  double kernelStack;
  double pageTable;
  double perCpu;
  double hugePage;
  double dirty;
  double writeback;
  double zswapUsed;
  double zswapStored;
};

// From the text of meminfo; empty without MemTotal. `procDirectory` has zoneinfo, which old kernels need for an estimate.
std::optional<MemoryBytes> toMemoryBytes(int procDirectory, std::string_view meminfo);

}  // namespace ntop
