#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

// Every number of a control group, the same in C++ and in JavaScript; src/model/machine/group-table.ts says what they
// mean. NaN is unknown, and infinite a limit that there is not.
#define NTOP_GROUP_NUMBERS(NUMBER) \
  NUMBER(cpuSeconds)               \
  NUMBER(quotaCpus)                \
  NUMBER(periods)                  \
  NUMBER(throttledPeriods)         \
  NUMBER(throttledSeconds)         \
  NUMBER(stoppedSeconds)           \
  NUMBER(memoryBytes)              \
  NUMBER(memoryLimitBytes)         \
  NUMBER(swapBytes)                \
  NUMBER(swapLimitBytes)           \
  NUMBER(limitHits)                \
  NUMBER(oomKills)                 \
  NUMBER(oomKillsBelow)            \
  NUMBER(tasks)                    \
  NUMBER(taskLimit)                \
  NUMBER(readBytes)                \
  NUMBER(writeBytes)               \
  NUMBER(cpuSomeMicroseconds)      \
  NUMBER(cpuFullMicroseconds)      \
  NUMBER(memorySomeMicroseconds)   \
  NUMBER(memoryFullMicroseconds)   \
  NUMBER(ioSomeMicroseconds)       \
  NUMBER(ioFullMicroseconds)

namespace ntop {

// What was read of one group.
struct GroupNumbers {
#define NTOP_NUMBER(name) double name = std::numeric_limits<double>::quiet_NaN();
  NTOP_GROUP_NUMBERS(NTOP_NUMBER)
#undef NTOP_NUMBER
};

// The columns by slot. A slot whose serial is 0 is empty.
struct GroupColumns {
  std::vector<double> serial;
#define NTOP_NUMBER(name) std::vector<double> name;
  NTOP_GROUP_NUMBERS(NTOP_NUMBER)
#undef NTOP_NUMBER
  std::vector<int32_t> parent;  // its slot, or kNoGroup

  void resize(size_t slots) {
    serial.resize(slots);
#define NTOP_NUMBER(name) name.resize(slots);
    NTOP_GROUP_NUMBERS(NTOP_NUMBER)
#undef NTOP_NUMBER
    parent.resize(slots);
  }

  void store(size_t slot, const GroupNumbers& numbers) {
#define NTOP_NUMBER(name) name[slot] = numbers.name;
    NTOP_GROUP_NUMBERS(NTOP_NUMBER)
#undef NTOP_NUMBER
  }

  // Calls visit(name, column) for each.
  template <typename Visit>
  void each(Visit visit) const {
    visit("serial", serial);
#define NTOP_NUMBER(name) visit(#name, name);
    NTOP_GROUP_NUMBERS(NTOP_NUMBER)
#undef NTOP_NUMBER
    visit("parent", parent);
  }
};

}  // namespace ntop
