#pragma once

#include <cstdint>
#include <string>

// What readings of a process may wait for, as askAside names it.
namespace ntop {

// The lock of its memory map: arguments, environment, mappings.
inline std::string memoryLockOf(int32_t pid, uint64_t startTicks) {
  return "memory " + std::to_string(pid) + " " + std::to_string(startTicks);
}

// Its exec, or the lock of control groups.
inline std::string taskLockOf(int32_t pid, uint64_t startTicks) {
  return "task " + std::to_string(pid) + " " + std::to_string(startTicks);
}

}  // namespace ntop
