#pragma once

#include <string>

#include "../process/identity.h"
#include "delay_reader.h"

namespace ntop {

// The delays of one process, proven to be its. Returns as openProcess does.
int readDelays(const std::string& procRoot, const Identity& identity, Delays& delays);

}  // namespace ntop
