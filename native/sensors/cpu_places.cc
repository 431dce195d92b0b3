#include "cpu_places.h"

#include <fcntl.h>

#include <algorithm>
#include <map>

#include "../io/file.h"
#include "../proc/cpu_info.h"
#include "../proc/fields.h"
#include "sensor_chip.h"

namespace ntop {

namespace {

std::optional<int32_t> numberIn(const std::string& folder, const char* name) {
  std::string text;
  if (readIn(folder, name, text) != 0) return {};
  int32_t number = 0;
  proc::Fields fields(text);
  fields.read(number);
  return fields.ok() ? std::optional(number) : std::nullopt;
}

double hertzIn(const std::string& folder, const char* name) {
  std::string text;
  const double hertz = readIn(folder, name, text) == 0 ? parseAmount(text, 1000) : NAN;
  return hertz > 0 ? hertz : NAN;
}

std::vector<int32_t> listIn(const std::string& folder, const char* name) {
  std::string text;
  return readIn(folder, name, text) == 0 ? proc::parseCpuList(text) : std::vector<int32_t>();
}

void mark(std::vector<CpuPlace>& cpus, const std::vector<int32_t>& those, char kind) {
  for (CpuPlace& place : cpus) {
    if (std::find(those.begin(), those.end(), place.cpu) != those.end()) place.kind = kind;
  }
}

// Intel has a list of each kind; elsewhere the cores of the least capacity are the small ones, where there are others.
void markKinds(std::vector<CpuPlace>& cpus, const std::string& devices, const std::map<int32_t, int32_t>& capacities) {
  const auto large = listIn(devices + "/cpu_core", "cpus");
  const auto small = listIn(devices + "/cpu_atom", "cpus");
  if (!large.empty() && !small.empty()) {
    mark(cpus, large, 'P');
    mark(cpus, small, 'E');
    return;
  }
  if (capacities.size() != cpus.size() || cpus.empty()) return;
  const auto less = [](const auto& one, const auto& other) { return one.second < other.second; };
  const auto [least, most] = std::minmax_element(capacities.begin(), capacities.end(), less);
  if (least->second == most->second) return;
  for (CpuPlace& place : cpus) place.kind = capacities.at(place.cpu) == least->second ? 'E' : 'P';
}

std::optional<bool> boostIn(const std::string& cpuFolder) {
  if (const auto boost = numberIn(cpuFolder + "/cpufreq", "boost")) return *boost != 0;
  if (const auto noTurbo = numberIn(cpuFolder + "/intel_pstate", "no_turbo")) return *noTurbo == 0;
  return {};
}

}  // namespace

CpuPlaces readCpuPlaces(const std::string& sysRoot) {
  const std::string devices = sysRoot + "/devices";
  const std::string folder = devices + "/system/cpu";
  CpuPlaces places;
  std::map<int32_t, int32_t> capacities;
  for (const std::string& name : namesIn(folder)) {
    if (!proc::startsWith(name, "cpu")) continue;
    CpuPlace place;
    proc::Fields fields(std::string_view(name).substr(3));
    fields.read(place.cpu);
    if (!fields.ok() || place.cpu < 0) continue;
    const std::string own = folder + "/" + name;
    place.package = numberIn(own + "/topology", "physical_package_id").value_or(-1);
    place.core = numberIn(own + "/topology", "core_id").value_or(-1);
    place.siblings = listIn(own + "/topology", "core_cpus_list");
    if (place.siblings.empty()) place.siblings = listIn(own + "/topology", "thread_siblings_list");
    place.baseHertz = hertzIn(own + "/cpufreq", "base_frequency");
    place.mostHertz = hertzIn(own + "/cpufreq", "cpuinfo_max_freq");
    if (const auto capacity = numberIn(own, "cpu_capacity")) capacities[place.cpu] = *capacity;
    places.cpus.push_back(std::move(place));
  }
  std::sort(places.cpus.begin(), places.cpus.end(),
            [](const CpuPlace& one, const CpuPlace& other) { return one.cpu < other.cpu; });
  markKinds(places.cpus, devices, capacities);
  places.boost = boostIn(folder);
  return places;
}

}  // namespace ntop
