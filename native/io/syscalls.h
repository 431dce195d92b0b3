#pragma once

#include <cstdint>

namespace ntop {

// System calls that this thread has made through this folder. Their number, unlike time, is the same on every machine.
inline thread_local uint64_t syscallsOfThread = 0;

inline void countSyscalls(uint64_t calls = 1) { syscallsOfThread += calls; }

}  // namespace ntop
