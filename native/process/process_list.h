#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ntop {

// A process and its parent.
struct ParentOf {
  int32_t pid = 0;
  int32_t parent = 0;
  uint64_t startTicks = 0;
};

// All processes by PID; 0 or an errno. Those that may not be read have no entry.
int listPids(const std::string& procRoot, std::vector<int32_t>& pids);
int listParents(const std::string& procRoot, std::vector<ParentOf>& found);

// Whether a process, not a thread, has the PID. One that may not be read counts. 0 or an errno.
int isPid(const std::string& procRoot, int32_t pid, bool& exists);

// Whether some process or thread has the PID: one that /proc shows, one that it hides (hidepid in proc(5)), or none.
enum class Seen { kHere, kHidden, kGone, kUnknown };
Seen seePid(int32_t pid);

}  // namespace ntop
