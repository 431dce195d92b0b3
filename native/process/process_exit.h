#pragma once

#include <optional>

namespace ntop {

struct Exit {
  bool ended = false;   // a zombie has
  bool reaped = false;  // and its parent knows
  bool own = false;     // a child of ours, not reaped yet
  // The exit status, or the negative number of a signal. For another process's child only Linux 6.15 and newer report
  // it, and only once it is reaped.
  std::optional<int> code;
};

// How the process of a pidfd ended. Does not reap it, so that its parent can still wait for it.
Exit exitOf(int pidfd);

}  // namespace ntop
