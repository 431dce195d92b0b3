#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Every column of a process, one line each: its type and its name, the same in C++ and in JavaScript. Wide ones first,
// so that each begins aligned when all lie in one buffer.
#define NTOP_PROCESS_COLUMNS(COLUMN) \
  COLUMN(double, serial)             \
  COLUMN(double, startTicks)         \
  COLUMN(double, pidfdInode)         \
  COLUMN(double, cpuSeconds)         \
  COLUMN(double, virtualBytes)       \
  COLUMN(double, residentBytes)      \
  COLUMN(double, sharedBytes)        \
  COLUMN(double, minorFaults)        \
  COLUMN(double, majorFaults)        \
  COLUMN(double, readBytes)          \
  COLUMN(double, writeBytes)         \
  COLUMN(double, swapBytes)          \
  COLUMN(double, peakResidentBytes)  \
  COLUMN(double, oomScore)           \
  COLUMN(double, fds)                \
  COLUMN(double, fdLimit)            \
  COLUMN(double, ranSeconds)         \
  COLUMN(double, cpuDelaySeconds)    \
  COLUMN(double, contextSwitches)    \
  COLUMN(double, blockIoDelaySeconds) \
  COLUMN(double, memoryDelaySeconds) \
  COLUMN(int32_t, pid)               \
  COLUMN(int32_t, threadGroupId)     \
  COLUMN(int32_t, ppid)              \
  COLUMN(int32_t, processGroupId)    \
  COLUMN(int32_t, sessionId)         \
  COLUMN(int32_t, terminalDevice)    \
  COLUMN(int32_t, priority)          \
  COLUMN(int32_t, nice)              \
  COLUMN(int32_t, threads)           \
  COLUMN(int32_t, processor)         \
  COLUMN(int32_t, group)             \
  COLUMN(int32_t, cpuGroup)          \
  COLUMN(int32_t, memoryGroup)       \
  COLUMN(uint32_t, uid)              \
  COLUMN(uint32_t, flags)            \
  COLUMN(uint8_t, state)             \
  COLUMN(uint8_t, commandUnknown)

namespace ntop {

// In the columns of groups: none is known.
constexpr int32_t kNoGroup = -1;

// The columns by slot. A slot whose serial is 0 is empty.
struct ProcessColumns {
#define NTOP_COLUMN(Type, name) std::vector<Type> name;
  NTOP_PROCESS_COLUMNS(NTOP_COLUMN)
#undef NTOP_COLUMN

  void resize(size_t slots) {
#define NTOP_COLUMN(Type, name) name.resize(slots);
    NTOP_PROCESS_COLUMNS(NTOP_COLUMN)
#undef NTOP_COLUMN
  }

  // Calls visit(name, column) for each.
  template <typename Visit>
  void each(Visit visit) const {
#define NTOP_COLUMN(Type, name) visit(#name, name);
    NTOP_PROCESS_COLUMNS(NTOP_COLUMN)
#undef NTOP_COLUMN
  }
};

}  // namespace ntop
