#pragma once

#include <optional>
#include <string>

namespace ntop {

// When the machine began to count the ticks that processes start at, in seconds since the epoch. It moves when the wall
// clock is set.
std::optional<double> bootSeconds(const std::string& procRoot);

}  // namespace ntop
