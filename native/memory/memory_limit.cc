#include "memory_limit.h"

#include <fcntl.h>

#include <algorithm>

#include "../io/file.h"
#include "../proc/fields.h"
#include "../proc/memory_cgroup.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 1u << 20;

using proc::kUnlimited;

// Where the hierarchy is mounted on the machine that the two roots describe.
std::vector<proc::CgroupMount> findMounts(const std::string& procRoot, const std::string& sysRoot) {
  std::string text;
  readFile(AT_FDCWD, (procRoot + "/self/mountinfo").c_str(), text, kMostBytes);
  std::vector<proc::CgroupMount> mounts = proc::parseCgroupMounts(text);
  for (proc::CgroupMount& mount : mounts) {
    if (proc::startsWith(mount.point, "/sys/")) mount.point = sysRoot + mount.point.substr(4);
  }
  if (!mounts.empty()) return mounts;
  const std::string usual = sysRoot + "/fs/cgroup";
  return {{2, "/", usual}, {1, "/", usual + "/memory"}};
}

std::optional<uint64_t> readBytes(const UniqueFd& group, const char* file) {
  std::string text;
  return readRecord(group.get(), file, text) == 0 ? proc::parseByteLimit(text) : std::nullopt;
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

std::string parentOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

// Empty when no group on the way says what is used.
std::optional<MemoryLimit> climb(const proc::CgroupMount& mount, std::string below, MemoryLimit limit) {
  bool counted = false;
  const std::string root = mount.root == "/" ? "" : mount.root;
  for (bool isOwn = true;; isOwn = false) {
    const UniqueFd group = openDirectory(AT_FDCWD, (mount.point + below).c_str());
    if (group && mount.version == 1 && !isOwn && !countsGroupsBelow(group)) break;
    const std::string path = root + below;
    const auto apply = mount.version == 1 ? applyFirst : applySecond;
    if (group) counted = apply(group, path.empty() ? "/" : path, limit) || counted;
    if (below.empty()) break;
    below = parentOf(below);
  }
  return counted ? std::optional(std::move(limit)) : std::nullopt;
}

}  // namespace

std::optional<MemoryLimit> readMemoryLimit(int process, const std::string& procRoot, const std::string& sysRoot) {
  std::string text;
  if (readFile(process, "cgroup", text, kMostBytes) != 0) return {};
  const auto group = proc::parseMemoryCgroup(text);
  if (!group) return {};
  for (const proc::CgroupMount& mount : findMounts(procRoot, sysRoot)) {
    if (mount.version != group->version) continue;
    const auto below = proc::pathBelow(mount, group->path);
    if (below) return climb(mount, std::string(*below), {group->version, std::string(group->path), {}, {}, {}});
  }
  return {};
}

}  // namespace ntop
