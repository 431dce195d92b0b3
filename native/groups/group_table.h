#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "../engine/slots.h"
#include "group_columns.h"

namespace ntop {

enum class GroupText { kPath };

// Control groups by slot: a slot for each lifetime, found by path. Holds what was read; reads nothing.
class GroupTable {
 public:
  GroupColumns columns;

  // One past the highest slot in use.
  int slots() const { return slots_.end(); }
  int count() const { return static_cast<int>(slotOfPath_.size()); }
  bool holds(int slot) const { return columns.serial[at(slot)] != 0; }

  // The slot of a path, or kNoGroup.
  int find(const std::string& path) const;
  // Gives a new path the lowest free slot.
  int add(const std::string& path);
  void remove(int slot);
  // Another group has the path now.
  void renew(int slot) { columns.serial[at(slot)] = ++lastSerial_; }

  const std::string& path(int slot) const { return paths_[at(slot)]; }
  const std::string& text(GroupText, int slot) const { return path(slot); }
  // Slots whose text changed since it was last cleared; one may be in it twice.
  std::vector<int>& changed(GroupText) { return changed_; }

 private:
  static size_t at(int slot) { return static_cast<size_t>(slot); }

  std::unordered_map<std::string, int> slotOfPath_;
  std::vector<std::string> paths_;  // by slot
  std::vector<int> changed_;
  double lastSerial_ = 0;
  Slots slots_;
};

}  // namespace ntop
