#include "group_limits.h"

#include <fcntl.h>

#include <algorithm>
#include <cmath>

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
  if (const auto group = findGroup(cgroups, "cpu", mounts)) {
    climbGroups(*group, [&](const std::string& directory, const std::string&) {
      tighten(limits.cpus, quotaOf(directory, group->mount.version));
      return true;
    });
  }
  if (const auto group = findGroup(cgroups, "cpuset", mounts)) {
    const auto all = countCpus(procRoot, sysRoot);
    const auto allowed = cpusOfSet(*group);
    if (all && allowed && *allowed < *all) tighten(limits.cpus, std::optional(static_cast<double>(*allowed)));
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
    if (memory->swap) limits.swapBytes = memory->swap->bytes;
  }
  return {};
}

}  // namespace ntop
