#pragma once

#include <cerrno>

#include "identity.h"

namespace ntop {

// How acting on a process, or reading it, ended: errno 0 is success.
struct Outcome {
  int error = 0;
  bool gone = false;  // the process is gone, or its PID was reused
  // The process ended while its settings were changed by PID: the change may have been applied to its successor.
  bool mayHaveStrayed = false;
};

// Of an errno or of what a proof gave.
inline Outcome outcomeOf(int error) {
  const bool gone = error == ESRCH || error == kOtherProcess;
  return {gone ? ESRCH : error, gone, false};
}

}  // namespace ntop
