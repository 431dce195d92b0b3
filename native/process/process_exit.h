#pragma once

#include <optional>

namespace ntop {

struct Exit {
  bool ended = false;   // a zombie has
  bool reaped = false;  // and its parent knows
  bool own = false;     // a child of ours, not reaped yet
  // The exit status, or a signal's number below zero. Of another process's child only the kernels from 6.15 on tell, and
  // only once it is reaped.
  std::optional<int> code;
};

// How the process of a pidfd has ended. Takes nothing away from who waits for it.
Exit exitOf(int pidfd);

}  // namespace ntop
