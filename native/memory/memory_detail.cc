#include "memory_detail.h"

#include <fcntl.h>
#include <unistd.h>

#include "../io/clock.h"
#include "../io/file.h"
#include "../proc/fields.h"
#include "../proc/memory.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 1u << 20;
constexpr std::string_view kPrefix = "hugepages-";
constexpr uint64_t kMostPageKilobytes = uint64_t{1} << 40;

std::optional<double> toBytes(std::optional<uint64_t> pages) {
  if (!pages) return {};
  return static_cast<double>(*pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::optional<uint64_t> readNumber(const UniqueFd& directory, const std::string& path) {
  std::string text;
  if (readRecord(directory.get(), path.c_str(), text) != 0) return {};
  uint64_t number = 0;
  proc::Fields fields(text);
  fields.read(number);
  return fields.ok() ? std::optional(number) : std::nullopt;
}

// From a name such as hugepages-2048kB.
std::optional<uint64_t> pageBytesOf(std::string_view name) {
  if (!proc::startsWith(name, kPrefix) || name.size() < kPrefix.size() + 2) return {};
  uint64_t kilobytes = 0;
  proc::Fields fields(name.substr(kPrefix.size(), name.size() - kPrefix.size() - 2));
  fields.read(kilobytes);
  return fields.ok() && kilobytes <= kMostPageKilobytes ? std::optional(kilobytes * 1024) : std::nullopt;
}

std::vector<HugePages> readHugePages(const std::string& sysRoot) {
  std::vector<HugePages> all;
  std::vector<std::string> names;
  const UniqueFd directory = openDirectory(AT_FDCWD, (sysRoot + "/kernel/mm/hugepages").c_str());
  if (directory) listNames(directory.get(), names);
  for (const std::string& name : names) {
    const auto pageBytes = pageBytesOf(name);
    const auto total = readNumber(directory, name + "/nr_hugepages");
    if (!pageBytes || total.value_or(0) == 0) continue;
    all.push_back({*pageBytes, *total, readNumber(directory, name + "/free_hugepages"),
                   readNumber(directory, name + "/resv_hugepages")});
  }
  return all;
}

}  // namespace

MemoryDetail readMemoryDetail(const std::string& procRoot, const std::string& sysRoot) {
  MemoryDetail detail;
  detail.monotonicSeconds = secondsOn(CLOCK_MONOTONIC);
  std::string text;
  if (readFile(AT_FDCWD, (procRoot + "/vmstat").c_str(), text, kMostBytes) == 0) {
    const proc::VmStat stat = proc::parseVmStat(text);
    detail.swappedInBytes = toBytes(stat.swappedInPages);
    detail.swappedOutBytes = toBytes(stat.swappedOutPages);
    detail.oomKills = stat.oomKills;
  }
  detail.hugePages = readHugePages(sysRoot);
  const UniqueFd self = openDirectory(AT_FDCWD, (procRoot + "/self").c_str());
  if (self) detail.limit = readMemoryLimit(self.get(), procRoot, sysRoot);
  return detail;
}

}  // namespace ntop
