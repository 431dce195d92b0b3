#include "group_limits.h"

#include <fcntl.h>

#include <algorithm>
#include <cmath>

#include "../io/clock.h"
#include "../io/file.h"
#include "../memory/memory_limit.h"
#include "../proc/cgroup_files.h"
#include "../proc/cpu_info.h"
#include "../process/process_directory.h"
#include "../system/cpus.h"
#include "hierarchies.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 1u << 20;

std::optional<std::string> readText(const std::string& path) {
  std::string text;
  return readRecord(AT_FDCWD, path.c_str(), text) == 0 ? std::optional(text) : std::nullopt;
}

template <typename Number>
void tighten(std::optional<Number>& limit, std::optional<Number> found) {
  if (found && (!limit || *found < *limit)) limit = found;
}

std::optional<double> quotaOf(const std::string& directory, int version) {
  if (version == 2) {
    const auto text = readText(directory + "/cpu.max");
    const auto cpus = text ? proc::parseCpuMax(*text) : std::nullopt;
    return cpus && std::isfinite(*cpus) ? cpus : std::nullopt;
  }
  const auto quotaText = readText(directory + "/cpu.cfs_quota_us");
  const auto periodText = readText(directory + "/cpu.cfs_period_us");
  const auto quota = quotaText ? proc::parseNumber(*quotaText) : std::nullopt;  // -1: none
  const auto period = periodText ? proc::parseNumber(*periodText) : std::nullopt;
  if (!quota || !period || *period == 0) return {};
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

// CPU time that a group of the hierarchy with the quotas has used, which version 1 may count in another one.
std::optional<double> cpuSecondsOf(const std::string& directory, const std::string& path, const proc::CgroupMount& mount,
                                   const std::vector<proc::CgroupMount>& mounts) {
  if (mount.version == 2) {
    const auto text = readText(directory + "/cpu.stat");
    const auto used = text ? proc::parseGroupCpuStat(*text).usedMicroseconds : std::nullopt;
    return used ? std::optional(*used / 1e6) : std::nullopt;
  }
  for (const proc::CgroupMount& other : mounts) {
    if (other.version != 1 || !proc::hasController(other, "cpuacct")) continue;
    const auto below = proc::pathBelow(other, path);
    const auto text = below ? readText(other.point + std::string(*below) + "/cpuacct.usage") : std::nullopt;
    const auto used = text ? proc::parseNumber(*text) : std::nullopt;
    if (used) return static_cast<double>(*used) / 1e9;
  }
  return {};
}

// How many CPUs its processes may run on: of the innermost group that says so, which takes those above it into account.
std::optional<size_t> cpusOfSet(const GroupDirectory& group) {
  std::optional<size_t> count;
  climbGroups(group, [&count](const std::string& directory, const std::string&) {
    for (const char* name : {"/cpuset.cpus.effective", "/cpuset.effective_cpus"}) {
      const auto text = readText(directory + name);
      const size_t found = text ? proc::parseCpuList(*text).size() : 0;
      if (found > 0) count = found;
    }
    return !count;
  });
  return count;
}

}  // namespace

Outcome readGroupLimits(const std::string& procRoot, const std::string& sysRoot, const Identity& identity,
                        GroupLimits& limits) {
  UniqueFd process;
  const int error = openProcess(procRoot, identity, process);
  if (error != 0) return outcomeOf(error);
  std::string cgroups;
  const int refused = readFile(process.get(), "cgroup", cgroups, kMostBytes);
  if (refused != 0) return outcomeOf(refused);
  const auto mounts = findHierarchies(procRoot, sysRoot);
  limits.monotonicSeconds = secondsOn(CLOCK_MONOTONIC);
  if (const auto group = findGroup(cgroups, "cpu", mounts)) {
    climbGroups(*group, [&](const std::string& directory, const std::string& path) {
      const auto quota = quotaOf(directory, group->mount.version);
      if (quota && (!limits.cpus || *quota < *limits.cpus)) {
        limits.cpus = quota;
        limits.cpuSeconds = cpuSecondsOf(directory, path, group->mount, mounts);
      }
      return true;
    });
  }
  if (const auto group = findGroup(cgroups, "cpuset", mounts)) {
    const auto all = countCpus(procRoot, sysRoot);
    const auto allowed = cpusOfSet(*group);
    if (all && allowed && *allowed < *all && (!limits.cpus || static_cast<double>(*allowed) < *limits.cpus)) {
      limits.cpus = static_cast<double>(*allowed);
      limits.cpuSeconds.reset();
    }
  }
  if (const auto group = findGroup(cgroups, "pids", mounts)) {
    climbGroups(*group, [&](const std::string& directory, const std::string&) {
      const auto text = readText(directory + "/pids.max");
      const auto most = text ? proc::parseLimit(*text) : std::nullopt;
      if (most && *most != proc::kUnlimited) tighten(limits.tasks, most);
      return true;
    });
  }
  if (const auto memory = readMemoryLimit(process.get(), procRoot, sysRoot)) {
    if (memory->memory) limits.memoryBytes = memory->memory->bytes;
    if (memory->memory) limits.memoryUsedBytes = memory->memory->usedBytes;
    if (memory->swap) limits.swapBytes = memory->swap->bytes;
  }
  return {};
}

}  // namespace ntop
