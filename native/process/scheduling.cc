#include "scheduling.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ntop {

namespace {

constexpr size_t kMostAffinityWords = 8192;
constexpr size_t kWordBits = 8 * sizeof(unsigned long);
// More CPUs than any kernel is built for: what does not exist is left out by the kernel.
constexpr size_t kMostCpus = 8192;
constexpr int kIoPriorityOfProcess = 1;
constexpr int kIoClassShift = 13;

}  // namespace

AffinityMask affinityMask(const std::vector<int>& cpus) {
  const bool all = cpus.empty();
  const size_t most = all ? kMostCpus : static_cast<size_t>(*std::max_element(cpus.begin(), cpus.end())) + 1;
  AffinityMask mask((most + kWordBits - 1) / kWordBits, all ? ~0ul : 0ul);
  for (const int cpu : cpus) mask[static_cast<size_t>(cpu) / kWordBits] |= 1ul << (static_cast<size_t>(cpu) % kWordBits);
  return mask;
}

int readAffinity(int32_t pid, std::vector<int>& cpus) {
  cpus.clear();
  // The kernel refuses a mask that is smaller than its own.
  for (size_t words = 16; words <= kMostAffinityWords; words *= 2) {
    std::vector<unsigned long> mask(words);
    const long got = syscall(SYS_sched_getaffinity, pid, words * sizeof mask[0], mask.data());
    if (got < 0 && errno == EINVAL) continue;
    if (got < 0) return errno;
    for (size_t cpu = 0; cpu < words * kWordBits; ++cpu) {
      if ((mask[cpu / kWordBits] >> (cpu % kWordBits) & 1) != 0) cpus.push_back(static_cast<int>(cpu));
    }
    return 0;
  }
  return EINVAL;
}

int writeAffinity(int32_t pid, const AffinityMask& mask) {
  return syscall(SYS_sched_setaffinity, pid, mask.size() * sizeof mask[0], mask.data()) == 0 ? 0 : errno;
}

int readIoPriority(int32_t pid, IoPriority& priority) {
  const long value = syscall(SYS_ioprio_get, kIoPriorityOfProcess, pid);
  if (value < 0) return errno;
  priority.ioClass = static_cast<int>(value >> kIoClassShift & 7);
  priority.level = static_cast<int>(value & 7);
  return 0;
}

int writeIoPriority(int32_t pid, const IoPriority& priority) {
  const int value = priority.ioClass << kIoClassShift | priority.level;
  return syscall(SYS_ioprio_set, kIoPriorityOfProcess, pid, value) == 0 ? 0 : errno;
}

}  // namespace ntop
