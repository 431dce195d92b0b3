#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../io/file.h"
#include "../proc/process_stat.h"

namespace ntop {

struct ThreadLine {
  int32_t id = 0;
  std::string name;
  char state = '?';
  double userSeconds = 0;
  double systemSeconds = 0;
};

// The threads of a process; `process` is its open directory in /proc. Those that end meanwhile are left out. Of more than
// `most` that many come; `total` says how many there are. 0 or an errno.
struct ThreadLines {
  std::vector<ThreadLine> lines;
  size_t total = 0;
};
int readThreads(int process, size_t most, ThreadLines& threads);

// Whether a process's stat speaks of a first thread that has ended while others go on: it is no zombie then, and what
// its files say of memory and arguments is nothing.
inline bool hasLostFirstThread(const proc::ProcessStat& stat) { return stat.state == 'Z' && stat.threads > 1; }

// The thread to ask instead: one that runs, else one that waits for storage, else any that lives.
struct LivingThread {
  int32_t id = 0;
  char state = '?';
  int32_t processor = -1;
  std::optional<uint64_t> virtualBytes;
  std::optional<uint64_t> residentPages;
};
std::optional<LivingThread> findLivingThread(int process);

// The directory of that thread; owns nothing when the first has not ended, or all have.
UniqueFd openLivingThread(int process);

}  // namespace ntop
