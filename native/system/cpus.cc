#include "cpus.h"

#include <fcntl.h>

#include <algorithm>
#include <map>
#include <set>

#include "../io/file.h"
#include "../proc/cpu_info.h"
#include "../proc/fields.h"
#include "../proc/system_stat.h"
#include "failure.h"

namespace ntop {

namespace {

std::vector<proc::CpuInfo> readCpuInfo(const std::string& procRoot) {
  std::string text;
  if (readText(procRoot + "/cpuinfo", text)) return {};
  return proc::parseCpuInfo(text);
}

// Directories such as cpu0 or policy7, with their numbers; none where the directory is missing.
std::map<int32_t, std::string> listNumbered(const std::string& directory, std::string_view prefix) {
  std::map<int32_t, std::string> found;
  std::vector<std::string> names;
  const UniqueFd open = openDirectory(AT_FDCWD, directory.c_str());
  if (open) listNames(open.get(), names);
  for (const std::string& name : names) {
    if (!proc::startsWith(name, prefix)) continue;
    int32_t number = 0;
    proc::Fields fields(std::string_view(name).substr(prefix.size()));
    fields.read(number);
    if (fields.ok() && number >= 0) found.emplace(number, directory + "/" + name);
  }
  return found;
}

std::optional<size_t> nonZero(size_t count) { return count == 0 ? std::nullopt : std::optional(count); }

// Sockets differ in nothing but their number, so the cores of one CPU of each are added up.
size_t coresOfSockets(const std::vector<proc::CpuInfo>& cpus) {
  std::map<int32_t, int32_t> cores;
  for (const proc::CpuInfo& cpu : cpus) {
    if (cpu.socket && cpu.coresOfSocket) cores[*cpu.socket] = *cpu.coresOfSocket;
  }
  size_t sum = 0;
  for (const auto& [socket, count] : cores) sum += static_cast<size_t>(count);
  return sum;
}

// A frequency in a file of kHz.
std::optional<double> readMegahertz(const std::string& path) {
  std::string text;
  if (readText(path, text)) return {};
  uint64_t kilohertz = 0;
  proc::Fields fields(text);
  fields.read(kilohertz);
  if (!fields.ok()) return {};
  return static_cast<double>(kilohertz) / 1000;
}

using Frequencies = std::map<int32_t, CpuFrequency>;

// CPUs that share a policy have one frequency.
void readPolicy(const std::string& policy, std::vector<int32_t> cpus, Frequencies& frequencies) {
  CpuFrequency shared;
  shared.leastMegahertz = readMegahertz(policy + "/scaling_min_freq");
  shared.mostMegahertz = readMegahertz(policy + "/scaling_max_freq");
  std::string text;
  if (!readText(policy + "/affected_cpus", text)) cpus = proc::parseCpuList(text);
  const auto unknown = [&](int32_t cpu) { return !frequencies[cpu].megahertz; };
  if (std::any_of(cpus.begin(), cpus.end(), unknown)) {
    shared.megahertz = readMegahertz(policy + "/scaling_cur_freq");
    if (!shared.megahertz) shared.megahertz = readMegahertz(policy + "/cpuinfo_cur_freq");
  }
  for (const int32_t cpu : cpus) {
    CpuFrequency& one = frequencies[cpu];
    const auto known = one.megahertz;
    one = shared;
    if (known) one.megahertz = known;
  }
}

}  // namespace

std::optional<size_t> countCpus(const std::string& procRoot, const std::string& sysRoot) {
  std::string text;
  // Both list those CPUs that are online.
  const size_t counted = readText(procRoot + "/stat", text) ? 0 : proc::parseSystemStat(text).cpus.size();
  if (counted > 0) return counted;
  const size_t described = readCpuInfo(procRoot).size();
  if (described > 0) return described;
  if (readText(sysRoot + "/devices/system/cpu/online", text)) return {};
  return nonZero(proc::parseCpuList(text).size());
}

std::optional<size_t> countCores(const std::string& procRoot, const std::string& sysRoot) {
  std::set<std::string> cores;
  std::string text;
  for (const auto& [cpu, directory] : listNumbered(sysRoot + "/devices/system/cpu", "cpu")) {
    const std::string topology = directory + "/topology/";
    const bool read = !readText(topology + "core_cpus_list", text) || !readText(topology + "thread_siblings_list", text);
    if (read && !text.empty()) cores.insert(text);
  }
  return nonZero(cores.empty() ? coresOfSockets(readCpuInfo(procRoot)) : cores.size());
}

std::vector<CpuFrequency> readFrequencies(const std::string& procRoot, const std::string& sysRoot) {
  Frequencies frequencies;
  for (const proc::CpuInfo& cpu : readCpuInfo(procRoot)) {
    if (cpu.megahertz && *cpu.megahertz > 0) frequencies[cpu.id].megahertz = cpu.megahertz;
  }
  const std::string cpus = sysRoot + "/devices/system/cpu";
  const auto policies = listNumbered(cpus + "/cpufreq", "policy");
  for (const auto& [number, directory] : policies) readPolicy(directory, {number}, frequencies);
  if (policies.empty()) {
    for (const auto& [cpu, directory] : listNumbered(cpus, "cpu")) readPolicy(directory + "/cpufreq", {cpu}, frequencies);
  }
  std::vector<CpuFrequency> known;
  for (auto& [cpu, frequency] : frequencies) {
    frequency.cpu = cpu;
    if (frequency.megahertz || frequency.leastMegahertz || frequency.mostMegahertz) known.push_back(frequency);
  }
  return known;
}

}  // namespace ntop
