#pragma once

#include <cstdint>
#include <unistd.h>

/** What arc4random gives, from the kernel; getentropy fails only for more than 256 bytes. */
inline uint32_t randomBits() {
  uint32_t bits = 0;
  if (getentropy(&bits, sizeof bits) != 0) __builtin_trap();
  return bits;
}
