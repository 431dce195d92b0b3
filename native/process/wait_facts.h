#pragma once

#include <string>
#include <vector>

#include "identity.h"
#include "outcome.h"

// Where single tasks wait, read on demand: the lock that keeps an exec out may be held for ever, and so may a file system
// keep silent, so that all of it is asked aside.
namespace ntop {

// What was read, or the errno that says why not.
template <typename Value>
struct WaitPart {
  int error = 0;
  Value value{};
};

struct WaitFacts {
  Outcome outcome;
  WaitPart<std::string> waitChannel;
  WaitPart<std::string> systemCall;  // its name, or its number where that is not known
  WaitPart<std::vector<std::string>> stack;
  // The mount of the file that the system call is about, as the process sees it, and its type; empty if unknown.
  std::string mountPoint;
  std::string fileSystem;
  std::string deviceNumber;  // of it, MAJOR:MINOR
};

struct WaitQuestion {
  Identity identity;
  int32_t thread = 0;  // its PID for the process's first
};

// In the order of the questions. What comes after `mostSeconds` gives ETIMEDOUT.
std::vector<WaitFacts> readWaitFacts(const std::string& procRoot, const std::vector<WaitQuestion>& questions,
                                     double mostSeconds);

}  // namespace ntop
