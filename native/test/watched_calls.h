#pragma once

#include <functional>
#include <map>
#include <string>

// System calls of the code under test, seen just before they are made, so that a test can do something right there.
// Those that go through syscall(2) have a number as their name, the others their own.
class WatchedCalls {
 public:
  using See = std::function<void(const std::string& call)>;

  explicit WatchedCalls(See see);
  // Refuses calls by name, with an errno, as a sandbox does.
  explicit WatchedCalls(std::map<std::string, int> refused);
  ~WatchedCalls();
  WatchedCalls(const WatchedCalls&) = delete;
};
