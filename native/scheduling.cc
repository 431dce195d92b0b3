#include "scheduling.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace ntop {

namespace {

constexpr size_t kMostAffinityWords = 8192;
constexpr size_t kWordBits = 8 * sizeof(unsigned long);
constexpr int kIoPriorityOfProcess = 1;
constexpr int kIoClassShift = 13;

}  // namespace

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

int readIoPriority(int32_t pid, IoPriority& priority) {
  const long value = syscall(SYS_ioprio_get, kIoPriorityOfProcess, pid);
  if (value < 0) return errno;
  priority.ioClass = static_cast<int>(value >> kIoClassShift & 7);
  priority.level = static_cast<int>(value & 7);
  return 0;
}

}  // namespace ntop
