#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ntop::proc {

// One line of /proc/swaps (proc_swaps(5)).
struct SwapLine {
  std::string path;  // in the kernel's words: that of a deleted file ends with " (deleted)"
  bool isFile = false;
  uint64_t kilobytes = 0;
  uint64_t usedKilobytes = 0;
  int32_t priority = 0;
};

// Nothing if the text is no such list, which has titles also where there is no swap. Odd lines are left out.
std::optional<std::vector<SwapLine>> parseSwaps(std::string_view text);

}  // namespace ntop::proc
