#pragma once

#include <functional>
#include <string>

// System calls of the code under test, seen just before they are made, so that a test can do something right there.
// Those that go through syscall(2) have a number as their name, the others their own.
class WatchedCalls {
 public:
  using See = std::function<void(const std::string& call)>;

  explicit WatchedCalls(See see);
  ~WatchedCalls();
  WatchedCalls(const WatchedCalls&) = delete;
};
