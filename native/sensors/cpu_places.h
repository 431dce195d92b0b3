#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

// Where a CPU is, and what kind of core it is on.
struct CpuPlace {
  int32_t cpu = 0;
  int32_t package = -1;  // -1: unknown
  int32_t core = -1;     // unique within its package only
  char kind = 0;         // P or E on a machine of both, else 0
  std::vector<int32_t> siblings;  // CPUs of its core, itself among them
  double baseHertz = NAN;         // what it does for any time with all cores
  double mostHertz = NAN;
};

struct CpuPlaces {
  std::vector<CpuPlace> cpus;
  // Whether CPUs may go beyond their base frequency; empty where the driver does not say it.
  std::optional<bool> boost;
};

// From sysRoot/devices; these files are written from the kernel's memory.
CpuPlaces readCpuPlaces(const std::string& sysRoot);

}  // namespace ntop
