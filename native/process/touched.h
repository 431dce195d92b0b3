#pragma once

#include <cstdint>
#include <vector>

namespace ntop {

// What ntop itself did to processes changes them without their running, so every engine looks at them again.
// Any thread may call these.
void noteTouched(int32_t pid);

// Fills `pids` with those noted since `seen`, and brings `seen` up to date. False when there were more than are kept.
bool takeTouched(uint64_t& seen, std::vector<int32_t>& pids);

}  // namespace ntop
