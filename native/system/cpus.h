#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

// How many CPUs are online, from procRoot/stat, procRoot/cpuinfo or sysRoot; empty when none of them says.
std::optional<size_t> countCpus(const std::string& procRoot, const std::string& sysRoot);

// How many cores they are on, whatever number of threads each has.
std::optional<size_t> countCores(const std::string& procRoot, const std::string& sysRoot);

// What is unknown is left open.
struct CpuFrequency {
  int32_t cpu = 0;
  std::optional<double> megahertz;
  std::optional<double> leastMegahertz;
  std::optional<double> mostMegahertz;
};

// By CPU, in their order; one of which nothing is known is left out. Some drivers wait for a measurement.
std::vector<CpuFrequency> readFrequencies(const std::string& procRoot, const std::string& sysRoot);

}  // namespace ntop
