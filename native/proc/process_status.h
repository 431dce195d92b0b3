#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ntop::proc {

// What ntop reads of proc_pid_status(5). Lines differ by kernel and by what the process is, so each may be missing.
struct ProcessStatus {
  using Ids = std::array<uint32_t, 3>;  // real, effective, saved

  std::optional<int32_t> threadGroupId;
  std::optional<Ids> userIds;
  std::optional<Ids> groupIds;
  std::optional<uint64_t> threads;
  std::optional<uint64_t> voluntarySwitches;
  std::optional<uint64_t> involuntarySwitches;
  // In kB. Kernel threads and those that have ended have no memory, and none of these lines.
  std::optional<uint64_t> virtualMemory;
  std::optional<uint64_t> virtualPeak;
  std::optional<uint64_t> residentPeak;
  std::optional<uint64_t> residentAnonymous;
  std::optional<uint64_t> residentFile;
  std::optional<uint64_t> residentShared;
  std::optional<uint64_t> swapped;
  std::optional<uint64_t> hugePages;
};

ProcessStatus parseProcessStatus(std::string_view text);

}  // namespace ntop::proc
