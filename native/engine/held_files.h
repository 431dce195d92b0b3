#pragma once

#include <cstdint>
#include <vector>

#include "../io/file.h"

namespace ntop {

// stat and statm of often read processes, kept open: reading them again costs half of opening them, and they
// return ESRCH if the PID was reused. Each costs kernel memory, so there is a limit.
class HeldFiles {
 public:
  struct Pair {
    UniqueFd stat;
    UniqueFd statm;
    uint64_t usedInScan = 0;
  };

  explicit HeldFiles(size_t mostFiles) : mostSlots_(mostFiles / 2) {}

  // Null when nothing is held for the slot.
  Pair* find(int slot) {
    const size_t index = static_cast<size_t>(slot);
    return index < pairs_.size() && pairs_[index].stat ? &pairs_[index] : nullptr;
  }
  bool hasRoom() const { return slots_.size() < mostSlots_; }
  size_t count() const { return slots_.size(); }

  // Holds a slot that has nothing held, while there is room.
  void hold(int slot, UniqueFd stat, uint64_t scan);
  void release(int slot);
  void releaseAll();
  void releaseUnused(uint64_t sinceScan);

 private:
  const size_t mostSlots_;
  std::vector<Pair> pairs_;  // by slot
  std::vector<int> slots_;   // those that hold something
};

}  // namespace ntop
