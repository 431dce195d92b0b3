#include "group_table.h"

#include <algorithm>

#include "../engine/process_columns.h"

namespace ntop {

int GroupTable::find(const std::string& path) const {
  const auto found = slotOfPath_.find(path);
  return found == slotOfPath_.end() ? kNoGroup : found->second;
}

int GroupTable::add(const std::string& path) {
  const int slot = slots_.take();
  if (at(slot) >= paths_.size()) {
    const size_t room = std::max<size_t>(64, at(slot) * 2);
    columns.resize(room);
    paths_.resize(room);
  }
  columns.serial[at(slot)] = ++lastSerial_;
  columns.store(at(slot), GroupNumbers());
  columns.parent[at(slot)] = kNoGroup;
  paths_[at(slot)] = path;
  slotOfPath_[path] = slot;
  changed_.push_back(slot);
  return slot;
}

void GroupTable::remove(int slot) {
  slotOfPath_.erase(paths_[at(slot)]);
  paths_[at(slot)].clear();
  columns.serial[at(slot)] = 0;
  std::replace(columns.parent.begin(), columns.parent.end(), slot, kNoGroup);
  changed_.push_back(slot);
  slots_.giveBack(slot, [this](int one) { return holds(one); });
}

}  // namespace ntop
