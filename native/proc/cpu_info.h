#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ntop::proc {

// One CPU of /proc/cpuinfo. The lines depend on the architecture.
struct CpuInfo {
  int32_t id = 0;
  std::optional<double> megahertz;
  std::optional<int32_t> socket;
  std::optional<int32_t> coresOfSocket;
};
std::vector<CpuInfo> parseCpuInfo(std::string_view text);

// A list of CPUs such as 0-3,7 or 0 1 2; what is no number in it is left out.
std::vector<int32_t> parseCpuList(std::string_view text);

}  // namespace ntop::proc
