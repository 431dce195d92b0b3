#include "memory_limit.h"

#include <fcntl.h>

#include <algorithm>

#include "../groups/hierarchies.h"
#include "../io/file.h"
#include "../proc/cgroups.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 1u << 20;

using proc::kUnlimited;

std::optional<uint64_t> readBytes(const UniqueFd& group, const char* file) {
  std::string text;
  return readRecord(group.get(), file, text) == 0 ? proc::parseLimit(text) : std::nullopt;
}

// Of two equal bounds the outer one is tighter, because more count against it: the way leads from the inside out.
void tighten(std::optional<CgroupBound>& bound, std::optional<uint64_t> bytes, std::optional<uint64_t> used,
             const std::string& path) {
  if (!bytes || *bytes == kUnlimited || (bound && bound->bytes < *bytes)) return;
  bound = CgroupBound{*bytes, used, path};
}

bool applySecond(const UniqueFd& group, const std::string& path, MemoryLimit& limit) {
  const auto used = readBytes(group, "memory.current");
  tighten(limit.memory, readBytes(group, "memory.max"), used, path);
  tighten(limit.high, readBytes(group, "memory.high"), used, path);
  tighten(limit.swap, readBytes(group, "memory.swap.max"), readBytes(group, "memory.swap.current"), path);
  return used.has_value();
}

// Version 1 counts memory and swap together, never less than memory alone.
std::optional<uint64_t> beyond(std::optional<uint64_t> together, std::optional<uint64_t> memory) {
  if (!together || !memory || *together == kUnlimited || *memory == kUnlimited) return {};
  return *together - std::min(*memory, *together);
}

bool applyFirst(const UniqueFd& group, const std::string& path, MemoryLimit& limit) {
  const auto used = readBytes(group, "memory.usage_in_bytes");
  const auto most = readBytes(group, "memory.limit_in_bytes");
  tighten(limit.memory, most, used, path);
  tighten(limit.swap, beyond(readBytes(group, "memory.memsw.limit_in_bytes"), most),
          beyond(readBytes(group, "memory.memsw.usage_in_bytes"), used), path);
  return used.has_value();
}

// Old kernels let a group of version 1 count its own processes alone.
bool countsGroupsBelow(const UniqueFd& group) { return readBytes(group, "memory.use_hierarchy") != uint64_t{0}; }

// Empty when no group on the way says what is used.
std::optional<MemoryLimit> climb(const GroupDirectory& place) {
  MemoryLimit limit{place.mount.version, place.path, {}, {}, {}};
  bool counted = false;
  bool isOwn = true;
  climbGroups(place, [&](const std::string& directory, const std::string& path) {
    const UniqueFd group = openDirectory(AT_FDCWD, directory.c_str());
    if (group && limit.version == 1 && !isOwn && !countsGroupsBelow(group)) return false;
    isOwn = false;
    const auto apply = limit.version == 1 ? applyFirst : applySecond;
    if (group) counted = apply(group, path, limit) || counted;
    return true;
  });
  return counted ? std::optional(std::move(limit)) : std::nullopt;
}

}  // namespace

std::optional<MemoryLimit> readMemoryLimit(int process, const std::string& procRoot, const std::string& sysRoot) {
  std::string text;
  if (readFile(process, "cgroup", text, kMostBytes) != 0) return {};
  const auto group = findGroup(text, "memory", findHierarchies(procRoot, sysRoot));
  return group ? climb(*group) : std::nullopt;
}

}  // namespace ntop
