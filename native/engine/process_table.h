#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "slots.h"
#include "cgroup_sets.h"
#include "process_columns.h"

namespace ntop {

// A process, or a thread: then the IDs differ.
struct Task {
  int32_t id;
  int32_t threadGroupId;
};

enum class Text { kName, kCommandLine, kCgroup, kWaitChannel };
constexpr size_t kTexts = 4;

// Processes and threads by slot: a slot for each lifetime, found by PID. Holds what was read; reads nothing.
class ProcessTable {
 public:
  ProcessColumns columns;

  // One past the highest slot in use.
  int slots() const { return slots_.end(); }
  int count() const { return static_cast<int>(slotOfPid_.size()); }
  size_t room() const { return columns.serial.size(); }
  bool holds(int slot) const { return columns.serial[at(slot)] != 0; }
  bool holdsProcess(int slot) const { return holds(slot) && columns.pid[at(slot)] == columns.threadGroupId[at(slot)]; }

  // The slot of a PID, or -1.
  int find(int32_t pid) const;

  // Takes the lowest free slot for a new PID, with a new serial.
  int add(Task task);
  void remove(int slot);

  // To be called after writing to a row's columns, so that only changed rows are copied.
  void markRow(int slot) { changedAt_[at(slot)] = version_; }

  // The current version; later changes have a higher one.
  uint64_t closeVersion() { return version_++; }
  bool changedSince(int slot, uint64_t version) const { return changedAt_[at(slot)] > version; }

  // PIDs whose row was removed since it was last cleared; with threads' ids among them.
  std::vector<int32_t>& removed() { return removed_; }

  const std::string& text(Text kind, int slot) const { return texts_[index(kind)].bySlot[at(slot)]; }

  // Returns whether it differs from what the slot held.
  bool setText(Text kind, int slot, std::string_view text);

  // Stores what /proc/PID/cgroup says; Text::kCgroup is the most specific path of it.
  void setCgroups(int slot, std::string_view text);
  void clearCgroups(int slot);
  // In cgroupSets(), or CgroupSets::kNone.
  int32_t cgroupSet(int slot) const { return cgroupSetOf_[at(slot)]; }
  const CgroupSets& cgroupSets() const { return cgroupSets_; }

  // Marks a text to be passed to JavaScript again.
  void markChanged(Text kind, int slot) { texts_[index(kind)].changed.push_back(slot); }

  // Slots whose text changed since it was last cleared; one may be in it twice.
  std::vector<int>& changed(Text kind) { return texts_[index(kind)].changed; }

 private:
  struct Texts {
    std::vector<std::string> bySlot;
    std::vector<int> changed;
  };

  static size_t at(int slot) { return static_cast<size_t>(slot); }
  static size_t index(Text kind) { return static_cast<size_t>(kind); }

  std::unordered_map<int32_t, int> slotOfPid_;
  std::array<Texts, kTexts> texts_;
  CgroupSets cgroupSets_;
  std::vector<int32_t> cgroupSetOf_;  // by slot
  std::vector<uint64_t> changedAt_;   // by slot: a version
  std::vector<int32_t> removed_;
  uint64_t version_ = 1;
  double lastSerial_ = 0;
  Slots slots_;
};

}  // namespace ntop
