#pragma once

#include <functional>
#include <queue>
#include <vector>

namespace ntop {

// The rows of a table that are in use, by number. A free one is taken before there is one more, the lowest first.
class Slots {
 public:
  // One past the highest in use.
  int end() const { return end_; }

  int take() {
    // Giving back lowers end_, so a free slot may lie beyond it by now.
    while (!free_.empty()) {
      const int slot = free_.top();
      free_.pop();
      if (slot < end_) return slot;
    }
    return end_++;
  }

  // `isTaken` says of a slot whether it is in use; of this one no longer.
  template <typename IsTaken>
  void giveBack(int slot, IsTaken isTaken) {
    free_.push(slot);
    while (end_ > 0 && !isTaken(end_ - 1)) --end_;
  }

 private:
  std::priority_queue<int, std::vector<int>, std::greater<int>> free_;
  int end_ = 0;
};

}  // namespace ntop
