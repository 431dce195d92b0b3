#pragma once

#include <cstdint>
#include <vector>

// Gets and sets what a process may use, by PID: the caller must check the identity.
namespace ntop {

struct IoPriority {
  int ioClass = 0;
  int level = 0;
};

// CPUs as the kernel takes them. No CPUs mean all of them.
using AffinityMask = std::vector<unsigned long>;
AffinityMask affinityMask(const std::vector<int>& cpus);

// Each returns 0 or an errno. See sched_setaffinity(2), ioprio_set(2).
int readAffinity(int32_t pid, std::vector<int>& cpus);
int writeAffinity(int32_t pid, const AffinityMask& mask);
int readIoPriority(int32_t pid, IoPriority& priority);
int writeIoPriority(int32_t pid, const IoPriority& priority);

}  // namespace ntop
