#include "group_engine.h"

#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>

#include <algorithm>
#include <cmath>

#include "../io/aside.h"
#include "../io/clock.h"
#include "../proc/fields.h"
#include "../proc/process_files.h"
#include "hierarchies.h"

namespace ntop {

namespace {

constexpr int kMostGroups = 4096;
constexpr size_t kMostHeldFiles = 2048;
// Hierarchies are mounted when a machine starts, and seldom later.
constexpr double kMountsSeconds = 60;
// A group counts a kill a moment later than the machine.
constexpr double kKillSeconds = 1;
// The kernel's name for the namespace in which all groups can be seen.
constexpr ino_t kFirstNamespace = 0xEFFFFFFB;
constexpr Patience kPatience{0.1, 0.5};

size_t at(int slot) { return static_cast<size_t>(slot); }

bool isReal(const proc::CgroupMount& mount) {
  struct statfs fileSystem {};
  if (statfs(mount.point.c_str(), &fileSystem) != 0) return false;
  return fileSystem.f_type == CGROUP_SUPER_MAGIC || fileSystem.f_type == CGROUP2_SUPER_MAGIC;
}

bool hasNoSwapArea() {
  struct sysinfo found {};
  return sysinfo(&found) == 0 && found.totalswap == 0;
}

bool isInFirstNamespace(const std::string& procRoot) {
  struct stat found {};
  return stat((procRoot + "/self/ns/cgroup").c_str(), &found) == 0 && found.st_ino == kFirstNamespace;
}

size_t mostHeldFiles() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  return limit.rlim_cur == RLIM_INFINITY ? kMostHeldFiles : std::min<size_t>(kMostHeldFiles, limit.rlim_cur / 4);
}

// Empty for the outermost group.
std::string parentOf(const std::string& path) {
  if (path == "/") return {};
  const size_t end = path.rfind('/');
  return end == 0 ? "/" : path.substr(0, end);
}

}  // namespace

GroupEngine::GroupEngine(std::string procRoot, std::string sysRoot)
    : procRoot_(std::move(procRoot)), sysRoot_(std::move(sysRoot)) {}

void GroupEngine::sample(unsigned kinds, const std::vector<std::string>& paths, ProcessTable& processes,
                         std::optional<uint64_t> oomKills, bool noneEnded) {
  monotonicSeconds_ = secondsOn(CLOCK_MONOTONIC);
  findMounts();
  if (setsVersion_ != processes.cgroupSets().version()) findWanted(processes.cgroupSets());
  setsVersion_ = processes.cgroupSets().version();
  for (const std::string& path : paths) {
    if (table_.find(path) == kNoGroup && proc::startsWith(path, "/") && table_.count() < kMostGroups) addNamed(path);
  }
  unsigned absent = kSetting;
  if (sawNoKill(oomKills)) absent |= kOomKill;
  if (hasNoSwapArea()) absent |= kSwapping;
  if (noneEnded) absent |= kEnding;
  readAll(kinds, absent);
  place(processes);
}

void GroupEngine::rest(ProcessTable& processes) {
  if (held_.empty()) return;
  held_.clear();
  wanted_.clear();
  placesOfSet_.clear();
  place(processes);
  setsVersion_ = 0;
}

void GroupEngine::findMounts() {
  if (surroundings_ != nullptr && monotonicSeconds_ - mountsReadSeconds_ < kMountsSeconds) return;
  mountsReadSeconds_ = monotonicSeconds_;
  std::vector<proc::CgroupMount> mounts = findHierarchies(procRoot_, sysRoot_);
  const auto isSame = [](const proc::CgroupMount& one, const proc::CgroupMount& other) {
    return one.version == other.version && one.root == other.root && one.point == other.point;
  };
  if (surroundings_ != nullptr && std::equal(mounts.begin(), mounts.end(), surroundings_->mounts.begin(),
                                             surroundings_->mounts.end(), isSame)) {
    return;
  }
  seesAll_ = isInFirstNamespace(procRoot_);
  const bool areReal = std::all_of(mounts.begin(), mounts.end(), isReal);
  versions_ = 0;
  for (const proc::CgroupMount& mount : mounts) versions_ |= mount.version;
  surroundings_ = std::make_shared<GroupSurroundings>(std::move(mounts), areReal, sysRoot_, mostHeldFiles());
  std::fill(held_.begin(), held_.end(), nullptr);
}

void GroupEngine::findWanted(const CgroupSets& sets) {
  makeRoom();
  wanted_.clear();
  leftOut_ = 0;
  for (int32_t set = 0; set < sets.end(); ++set) {
    std::string_view rest = sets.text(set);
    proc::CgroupLine line;
    while (proc::nextCgroup(rest, line)) want(line.path);
  }
  placesOfSet_.clear();
  for (int32_t set = 0; set < sets.end(); ++set) placesOfSet_.push_back(placesOf(sets.text(set)));
}

// Groups without a process are the first to go.
void GroupEngine::makeRoom() {
  if (table_.count() < kMostGroups / 2) return;
  for (int slot = table_.slots() - 1; slot >= 0; --slot) {
    if (table_.holds(slot) && wanted_.count(table_.path(slot)) == 0) remove(slot);
  }
}

void GroupEngine::remove(int slot) {
  if (at(slot) < held_.size()) held_[at(slot)].reset();
  table_.remove(slot);
}

void GroupEngine::want(std::string_view found) {
  if (!proc::startsWith(found, "/")) return;
  int below = kNoGroup;
  for (std::string path(found); !path.empty() && (below != kNoGroup || wanted_.count(path) == 0); path = parentOf(path)) {
    int slot = table_.find(path);
    if (slot == kNoGroup && table_.count() >= kMostGroups) {
      ++leftOut_;
      return;
    }
    if (slot == kNoGroup) slot = table_.add(path);
    if (below != kNoGroup) table_.columns.parent[at(below)] = slot;
    if (!wanted_.insert(path).second) return;
    below = slot;
  }
}

// With those above it, and for as long as it is there.
void GroupEngine::addNamed(const std::string& named) {
  int below = kNoGroup;
  for (std::string path = named; !path.empty(); path = parentOf(path)) {
    const int known = table_.find(path);
    const int slot = known == kNoGroup ? table_.add(path) : known;
    if (below != kNoGroup) table_.columns.parent[at(below)] = slot;
    if (known != kNoGroup) return;
    below = slot;
  }
}

// Each group is a question of its own: one that hangs takes no other with it.
void GroupEngine::readAll(unsigned kinds, unsigned absent) {
  held_.resize(at(table_.slots()));
  const auto groups = std::make_shared<std::vector<std::shared_ptr<HeldGroup>>>();
  const auto absents = std::make_shared<std::vector<unsigned>>();
  std::vector<int> slots;
  const auto hasProcesses = std::make_shared<std::vector<bool>>();
  for (int slot = 0; slot < table_.slots(); ++slot) {
    if (!table_.holds(slot)) continue;
    auto& held = held_[at(slot)];
    if (held == nullptr) held = std::make_shared<HeldGroup>(surroundings_, table_.path(slot));
    groups->push_back(held);
    slots.push_back(slot);
    absents->push_back(absentFor(slot, absent));
    hasProcesses->push_back(wanted_.count(table_.path(slot)) != 0);
  }
  const auto ask = [groups, absents, hasProcesses, kinds](size_t index) {
    GroupAnswer answer = (*groups)[index]->read(kinds, (*absents)[index]);
    if (!answer.isThere && !(*hasProcesses)[index]) answer.isThere = (*groups)[index]->exists();
    return answer;
  };
  const auto waitsFor = [groups](size_t index) { return "group " + (*groups)[index]->path(); };
  const auto answers = askAside<GroupAnswer>(groups->size(), ask, waitsFor, kPatience);
  for (size_t index = 0; index < slots.size(); ++index) store(slots[index], answers[index]);
}

bool GroupEngine::sawNoKill(std::optional<uint64_t> oomKills) {
  if (oomKills != oomKills_) killSeconds_ = monotonicSeconds_;
  oomKills_ = oomKills;
  return oomKills && monotonicSeconds_ - killSeconds_ >= kKillSeconds;
}

// What cannot have changed a group, as far as its last reading tells.
unsigned GroupEngine::absentFor(int slot, unsigned absent) const {
  // While swap is being turned off there is no area, and groups still have pages in it.
  if (table_.columns.swapBytes[at(slot)] != 0) absent &= ~kSwapping;
  return hasNoQuota(slot) ? absent | kQuota : absent;
}

// Nor has any group above it, up to the outermost of the machine.
bool GroupEngine::hasNoQuota(int slot) const {
  if (!seesAll_) return false;
  for (int steps = 0; steps < table_.slots(); ++steps) {
    const double quota = table_.columns.quotaCpus[at(slot)];
    if (!(std::isinf(quota) && quota > 0)) return false;
    const int above = table_.columns.parent[at(slot)];
    if (above == kNoGroup) return table_.path(slot) == "/";
    slot = above;
  }
  return false;
}

void GroupEngine::store(int slot, const std::optional<GroupAnswer>& answer) {
  if (answer && !answer->isThere && wanted_.count(table_.path(slot)) == 0) {
    remove(slot);
    return;
  }
  if (answer && answer->isAnother) table_.renew(slot);
  table_.columns.store(at(slot), answer ? answer->numbers : GroupNumbers());
}

void GroupEngine::place(ProcessTable& processes) {
  ProcessColumns& columns = processes.columns;
  for (int slot = 0; slot < processes.slots(); ++slot) {
    if (!processes.holds(slot)) continue;
    const int32_t set = processes.cgroupSet(slot);
    const bool isKnown = set != CgroupSets::kNone && at(set) < placesOfSet_.size();
    const Places places = isKnown ? placesOfSet_[at(set)] : Places{kNoGroup, kNoGroup, kNoGroup};
    if (columns.group[at(slot)] == places.group && columns.cpuGroup[at(slot)] == places.cpu &&
        columns.memoryGroup[at(slot)] == places.memory) {
      continue;
    }
    columns.group[at(slot)] = places.group;
    columns.cpuGroup[at(slot)] = places.cpu;
    columns.memoryGroup[at(slot)] = places.memory;
    processes.markRow(slot);
  }
}

GroupEngine::Places GroupEngine::placesOf(const std::string& cgroups) const {
  const auto slotOf = [this](std::string_view path) { return table_.find(std::string(path)); };
  const auto slotIn = [&](std::string_view controller) {
    const auto place = proc::parseCgroupOf(cgroups, controller);
    return place ? slotOf(place->path) : kNoGroup;
  };
  return {slotOf(proc::parseCgroup(cgroups)), slotIn("cpu"), slotIn("memory")};
}

}  // namespace ntop
