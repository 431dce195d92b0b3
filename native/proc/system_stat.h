#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

namespace ntop::proc {

// What a CPU's time goes to, in the order of a cpu line of proc_stat(5); the same names as in JavaScript.
constexpr const char* kCpuTimeNames[] = {"user", "nice",    "system", "idle",  "iowait",
                                         "irq",  "softirq", "steal",  "guest", "guestNice"};

// One cpu line of proc_stat(5) in ticks. Old kernels write fewer columns (the rest is 0), newer ones may write more. What is
// no whole number is kUnknownTicks.
struct CpuTicks {
  static constexpr size_t kColumns = std::size(kCpuTimeNames);
  static constexpr uint64_t kUnknownTicks = UINT64_MAX;
  int32_t id = -1;  // -1: all CPUs together
  std::array<uint64_t, kColumns> ticks{};
};

struct SystemStat {
  std::optional<CpuTicks> total;
  std::vector<CpuTicks> cpus;  // numbers may have gaps
  std::optional<uint64_t> bootTimeSeconds;
  std::optional<uint64_t> forks;
  std::optional<uint64_t> contextSwitches;
  std::optional<uint64_t> interrupts;
  std::optional<uint64_t> softInterrupts;
};

SystemStat parseSystemStat(std::string_view text);

}  // namespace ntop::proc
