#include "cgroup_sets.h"

namespace ntop {

int32_t CgroupSets::take(std::string_view text) {
  if (text.empty()) return kNone;
  std::string key(text);
  const auto known = setOfText_.find(key);
  if (known != setOfText_.end()) {
    ++sets_[static_cast<size_t>(known->second)].users;
    return known->second;
  }
  int32_t set = end();
  if (free_.empty()) {
    sets_.emplace_back();
  } else {
    set = free_.back();
    free_.pop_back();
  }
  sets_[static_cast<size_t>(set)] = {key, 1};
  setOfText_.emplace(std::move(key), set);
  ++version_;
  return set;
}

void CgroupSets::giveBack(int32_t set) {
  if (set == kNone || --sets_[static_cast<size_t>(set)].users > 0) return;
  setOfText_.erase(sets_[static_cast<size_t>(set)].text);
  sets_[static_cast<size_t>(set)].text.clear();
  free_.push_back(set);
  ++version_;
}

}  // namespace ntop
