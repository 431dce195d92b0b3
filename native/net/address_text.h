#pragma once

#include <string>

#include "socket.h"

namespace ntop {

// An address as inet_ntop(3) writes it, ::ffff:127.0.0.1 for IPv4 in IPv6. A link-local one ends in % and the interface
// when that is known: by its name, or by its number where names are those of another network namespace.
std::string addressText(uint8_t family, const Endpoint& endpoint, uint32_t interface, bool namesKnown);

// 0.0.0.0, :: or ::ffff:0.0.0.0
bool isUnspecified(uint8_t family, const Endpoint& endpoint);

}  // namespace ntop
