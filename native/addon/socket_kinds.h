#pragma once

#include <napi.h>

#include <array>

#include "arguments.h"
#include "../net/socket.h"

namespace ntop {

constexpr std::array<const char*, kSocketKindCount> kSocketKindNames = {"tcp", "udp", "raw", "unix"};

// The kinds of sockets that an object { tcp, udp, raw, unix } asks for.
inline std::array<bool, kSocketKindCount> toKinds(const Napi::Object& object) {
  std::array<bool, kSocketKindCount> kinds{};
  for (size_t kind = 0; kind < kSocketKindCount; ++kind) kinds[kind] = flagOf(partOf(object, kSocketKindNames[kind]));
  return kinds;
}

}  // namespace ntop
