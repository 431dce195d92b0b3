#pragma once

#include <cstdint>
#include <vector>

namespace ntop {

// What must be read for the next frame.
struct Needs {
  bool io = false;
  bool cgroup = false;
  bool threads = false;
  std::vector<int32_t> visibleSlots;
  bool memory = false;  // swap, peak and OOM score of each process

  bool asksForMoreThan(const Needs& other) const {
    return (io && !other.io) || (cgroup && !other.cgroup) || (memory && !other.memory) || (threads && !other.threads);
  }
};

}  // namespace ntop
