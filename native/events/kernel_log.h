#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Records of /dev/kmsg, the kernel's log. Nothing here asks the kernel.
namespace ntop {

struct KernelMessage {
  uint64_t sequence = 0;
  uint64_t microseconds = 0;  // on CLOCK_MONOTONIC, or close to it
  bool isKernels = false;     // else a program has written it
  std::string text;           // hostile: its escapes are undone
};

// One record: priority, sequence, time and flags; then the text, without the lines of what it is about.
std::optional<KernelMessage> parseKernelMessage(std::string_view record);

}  // namespace ntop
