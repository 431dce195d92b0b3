#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "../proc/cgroup_files.h"
#include "group_columns.h"

namespace ntop {

// What can be asked of control groups, as bits. src/probe/addon.ts compares the names.
enum GroupKind : unsigned {
  kThrottling = 1,
  kGroupCpu = 2,
  kGroupMemory = 4,
  kGroupOom = 8,
  kGroupTasks = 16,
  kGroupIo = 32,
  kGroupPressure = 64,
};
constexpr const char* kGroupKindNames[] = {"throttling", "cpu", "memory", "oom", "tasks", "io", "pressure"};

// What can change a file, as bits. Where none of it happened the file is not read again for a while.
enum GroupCause : unsigned {
  kAnything = 1,
  kSetting = 2,    // what only an administrator changes
  kOomKill = 4,    // a kill for memory
  kQuota = 8,      // a CPU quota, of the group or one above it
  kSwapping = 16,  // a page that goes to swap or comes back
  kRunning = 32,   // a process of the group that ran
  kEnding = 64,    // a process of the machine that ended
  kClock = 128,    // none: the file tells whether one ran
};

// What the files of a group say, put together bit by bit.
struct GroupReading {
  GroupNumbers numbers;
  proc::CountsDevice countsDevice;
  // Of version 1: numbers that are in two files.
  double memoryAndSwapBytes = std::numeric_limits<double>::quiet_NaN();
  double memoryAndSwapLimitBytes = std::numeric_limits<double>::quiet_NaN();
  double periodMicroseconds = std::numeric_limits<double>::quiet_NaN();
  bool hasNoSwap = false;
};

// A file, what it is read for and how. Each may be missing.
struct GroupFile {
  int version;
  const char* controller;  // of version 1
  const char* name;
  unsigned kinds;
  void (*parse)(std::string_view text, GroupReading& reading);
  unsigned causes = kAnything;
};

// Those of version 1 come last: where a controller is in a hierarchy of its own, version 2 counts less.
constexpr size_t kGroupFiles = 29;
extern const std::array<GroupFile, kGroupFiles> kGroupFileTable;

// Numbers that follow from several files.
void completeReading(GroupReading& reading);

}  // namespace ntop
