#pragma once

#include <string>

namespace ntop {

// What could not be read, and the errno that says why; 0 when all is well.
struct Failure {
  int error = 0;
  std::string subject;

  explicit operator bool() const { return error != 0; }
};

// Fills `text` with a file of /proc or /sys.
Failure readText(const std::string& path, std::string& text);

}  // namespace ntop
