#include "process_table.h"

#include <algorithm>
#include <utility>

#include "../proc/process_files.h"

namespace ntop {

int ProcessTable::find(int32_t pid) const {
  const auto found = slotOfPid_.find(pid);
  return found == slotOfPid_.end() ? -1 : found->second;
}

int ProcessTable::add(Task task) {
  const int slot = slots_.take();
  if (at(slot) >= room()) {
    const size_t room = std::max<size_t>(256, at(slot) * 2);
    columns.resize(room);
    changedAt_.resize(room);
    cgroupSetOf_.resize(room, CgroupSets::kNone);
    for (Texts& texts : texts_) texts.bySlot.resize(room);
  }
  columns.serial[at(slot)] = ++lastSerial_;
  columns.pid[at(slot)] = task.id;
  columns.threadGroupId[at(slot)] = task.threadGroupId;
  columns.group[at(slot)] = columns.cpuGroup[at(slot)] = columns.memoryGroup[at(slot)] = kNoGroup;
  slotOfPid_[task.id] = slot;
  markRow(slot);
  return slot;
}

void ProcessTable::remove(int slot) {
  slotOfPid_.erase(columns.pid[at(slot)]);
  removed_.push_back(columns.pid[at(slot)]);
  columns.serial[at(slot)] = 0;
  markRow(slot);
  clearCgroups(slot);
  for (const Text kind : {Text::kName, Text::kCommandLine, Text::kCgroup, Text::kWaitChannel}) {
    texts_[index(kind)].bySlot[at(slot)] = std::string();
    markChanged(kind, slot);
  }
  slots_.giveBack(slot, [this](int one) { return holds(one); });
}

bool ProcessTable::setText(Text kind, int slot, std::string_view text) {
  std::string& held = texts_[index(kind)].bySlot[at(slot)];
  if (held == text) return false;
  held.assign(text);
  markChanged(kind, slot);
  return true;
}

void ProcessTable::setCgroups(int slot, std::string_view text) {
  const int32_t before = cgroupSetOf_[at(slot)];
  if (before != CgroupSets::kNone && cgroupSets_.text(before) == text) return;
  cgroupSetOf_[at(slot)] = cgroupSets_.take(text);
  cgroupSets_.giveBack(before);
  setText(Text::kCgroup, slot, proc::parseCgroup(text));
}

void ProcessTable::clearCgroups(int slot) {
  cgroupSets_.giveBack(std::exchange(cgroupSetOf_[at(slot)], CgroupSets::kNone));
  setText(Text::kCgroup, slot, {});
}

}  // namespace ntop
