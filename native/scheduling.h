#pragma once

#include <cstdint>
#include <vector>

// What a process may use, asked by PID: only the caller can know that it is still the process meant.
namespace ntop {

struct IoPriority {
  int ioClass = 0;
  int level = 0;
};

// Each returns 0 or an errno. See sched_getaffinity(2), ioprio_get(2).
int readAffinity(int32_t pid, std::vector<int>& cpus);
int readIoPriority(int32_t pid, IoPriority& priority);

}  // namespace ntop
