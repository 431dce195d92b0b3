#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ntop {

struct ThreadLine {
  int32_t id = 0;
  std::string name;
  char state = '?';
  double userSeconds = 0;
  double systemSeconds = 0;
};

// The threads of a process, at most so many; `process` is its open directory in /proc. Those that end meanwhile are left
// out. 0 or an errno.
int readThreads(int process, size_t most, std::vector<ThreadLine>& threads);

}  // namespace ntop
