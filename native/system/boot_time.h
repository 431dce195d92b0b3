#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ntop {

// When the machine began to count the ticks that processes start at, in seconds since the epoch. It moves when the wall
// clock is set.
std::optional<double> bootSeconds(const std::string& procRoot);

// The same where the line btime of its stat was read already.
std::optional<double> bootSeconds(const std::string& procRoot, std::optional<uint64_t> btime);

}  // namespace ntop
