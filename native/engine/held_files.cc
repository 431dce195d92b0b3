#include "held_files.h"

#include <algorithm>

namespace ntop {

void HeldFiles::hold(int slot, UniqueFd stat, uint64_t scan) {
  const size_t index = static_cast<size_t>(slot);
  if (index >= pairs_.size()) pairs_.resize(std::max<size_t>(256, index * 2));
  pairs_[index].stat = std::move(stat);
  pairs_[index].usedInScan = scan;
  slots_.push_back(slot);
}

void HeldFiles::release(int slot) {
  if (find(slot) == nullptr) return;
  pairs_[static_cast<size_t>(slot)] = Pair();
  slots_.erase(std::find(slots_.begin(), slots_.end(), slot));
}

void HeldFiles::releaseAll() {
  while (!slots_.empty()) release(slots_.back());
}

void HeldFiles::releaseUnused(uint64_t sinceScan) {
  for (size_t next = slots_.size(); next-- > 0;) {
    const int slot = slots_[next];
    if (pairs_[static_cast<size_t>(slot)].usedInScan < sinceScan) release(slot);
  }
}

}  // namespace ntop
