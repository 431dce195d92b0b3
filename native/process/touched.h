#pragma once

#include <cstdint>
#include <vector>

namespace ntop {

// Actions of ntop change processes without their running, so every engine reads them again.
// Any thread may call these.
void noteTouched(int32_t pid);

// Fills `pids` with those noted since `seen`, and brings `seen` up to date. False when there were more than are kept.
bool takeTouched(uint64_t& seen, std::vector<int32_t>& pids);

}  // namespace ntop
