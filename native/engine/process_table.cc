#include "process_table.h"

#include <algorithm>

namespace ntop {

int ProcessTable::find(int32_t pid) const {
  const auto found = slotOfPid_.find(pid);
  return found == slotOfPid_.end() ? -1 : found->second;
}

int ProcessTable::takeSlot() {
  // Removing trims slots_, so a free slot may lie beyond it by now.
  while (!free_.empty()) {
    const int slot = free_.top();
    free_.pop();
    if (slot < slots_) return slot;
  }
  return slots_++;
}

int ProcessTable::add(int32_t pid) {
  const int slot = takeSlot();
  if (at(slot) >= columns.serial.size()) {
    const size_t room = std::max<size_t>(256, at(slot) * 2);
    columns.resize(room);
    for (Texts& texts : texts_) texts.bySlot.resize(room);
  }
  columns.serial[at(slot)] = ++lastSerial_;
  columns.pid[at(slot)] = pid;
  slotOfPid_[pid] = slot;
  return slot;
}

void ProcessTable::remove(int slot) {
  slotOfPid_.erase(columns.pid[at(slot)]);
  columns.serial[at(slot)] = 0;
  for (const Text kind : {Text::kName, Text::kCommandLine, Text::kCgroup}) {
    texts_[index(kind)].bySlot[at(slot)] = std::string();
    markChanged(kind, slot);
  }
  free_.push(slot);
  while (slots_ > 0 && !holds(slots_ - 1)) --slots_;
}

bool ProcessTable::setText(Text kind, int slot, std::string_view text) {
  std::string& held = texts_[index(kind)].bySlot[at(slot)];
  if (held == text) return false;
  held.assign(text);
  markChanged(kind, slot);
  return true;
}

}  // namespace ntop
