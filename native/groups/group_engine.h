#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "../engine/process_table.h"
#include "group_table.h"
#include "held_group.h"

namespace ntop {

// Reads the control groups of the processes in a table, and those above them, sample after sample. A group without a
// process stays as long as it is there. One thread at a time may use it.
class GroupEngine {
 public:
  GroupEngine(std::string procRoot, std::string sysRoot);

  // `kinds` are bits of GroupKind; groups at `paths` are read too, even if they have no process. Also stores in the table
  // which group each process is in. `oomKills` is the machine's count of kills for memory; `noneEnded`: no
  // process has since the last sample. May block.
  void sample(unsigned kinds, const std::vector<std::string>& paths, ProcessTable& processes,
              std::optional<uint64_t> oomKills = {}, bool noneEnded = false);
  // While no group is asked for: closes all files. Groups are known until they are gone.
  void rest(ProcessTable& processes);

  GroupTable& table() { return table_; }
  // The versions that are mounted, as a sum.
  int versions() const { return versions_; }
  // Groups beyond those that there is room for.
  int leftOut() const { return leftOut_; }
  double monotonicSeconds() const { return monotonicSeconds_; }

 private:
  // The groups of a text of /proc/PID/cgroup.
  struct Places {
    int32_t group;
    int32_t cpu;
    int32_t memory;
  };

  void findMounts();
  void findWanted(const CgroupSets& sets);
  void makeRoom();
  void want(std::string_view path);
  void readAll(unsigned kinds, unsigned absent);
  unsigned absentFor(int slot, unsigned absent) const;
  bool hasNoQuota(int slot) const;
  bool sawNoKill(std::optional<uint64_t> oomKills);
  void addNamed(const std::string& named);
  void remove(int slot);
  void store(int slot, const std::optional<GroupAnswer>& answer);
  void place(ProcessTable& processes);
  Places placesOf(const std::string& cgroups) const;

  const std::string procRoot_;
  const std::string sysRoot_;
  GroupTable table_;
  std::shared_ptr<GroupSurroundings> surroundings_;
  std::vector<std::shared_ptr<HeldGroup>> held_;  // by slot
  std::unordered_set<std::string> wanted_;
  std::vector<Places> placesOfSet_;
  uint64_t setsVersion_ = 0;
  int versions_ = 0;
  int leftOut_ = 0;
  bool seesAll_ = false;  // also the outermost group
  std::optional<uint64_t> oomKills_;
  double killSeconds_ = 0;
  double mountsReadSeconds_ = 0;
  double monotonicSeconds_ = 0;
};

}  // namespace ntop
