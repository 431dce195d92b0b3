#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "../io/file.h"
#include "../proc/process_files.h"
#include "../proc/process_stat.h"

namespace ntop {

// What is read of a process that is not known yet, by its files alone.
struct FirstReading {
  // Whether it was read, and all of it is from one process; any other is left to whatever reads processes one by one.
  bool isRead = false;
  int64_t clock = 0;      // read before anything else
  double atSeconds = 0;   // since boot
  uint64_t pidfdInode = 0;
  proc::ProcessStat stat;  // its name is nameOf()
  std::array<char, 64> name{};
  size_t nameLength = 0;
  std::optional<uint32_t> uid;
  std::optional<proc::Statm> statm;  // of a process that has memory

  std::string_view nameOf() const { return {name.data(), nameLength}; }
};

// Reads processes on this thread and, where there is more than one CPU, on another at the same time; for a system with
// thousands of them this is most of the time until something can be shown. By place in `pids`.
std::vector<FirstReading> readFirst(const UniqueFd& proc, const std::vector<int32_t>& pids, bool hasPidfdInodes);

}  // namespace ntop
