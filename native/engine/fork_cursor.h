#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

// Tells which PIDs may be new without a listing: the kernel gives them in turn, so new ones lie between the one given
// last at the previous scan and the one given last now. Every so often, and whenever that can't be told, it asks for a
// listing instead: also when there were more forks than PIDs given in turn, for clone3(2) takes a PID of the caller's choice.
class ForkCursor {
 public:
  explicit ForkCursor(bool works) : works_(works) {}

  // Fills `candidates` with the PIDs that may be new; false when all must be listed. `lastPid` and `forks` (since boot)
  // as read just before, `known`: how many processes there are.
  bool plan(std::optional<int32_t> lastPid, std::optional<uint64_t> forks, int known, std::vector<int32_t>& candidates);

  // A process that a listing has found new.
  void meet(int32_t pid);

  // A candidate that nobody has. It may be about to begin, so a new one is tried once more.
  void miss(int32_t pid) {
    if (pid > windowStart_ && pid <= lastPid_) missed_.push_back(pid);
  }
  // A candidate that is there but could not be read now.
  void retry(int32_t pid) { missed_.push_back(pid); }

  // A listing found a process that was there at an earlier scan already: from now on only listings are trusted.
  void distrust() { works_ = false; }
  bool works() const { return works_; }

 private:
  bool mustList(int32_t lastPid, uint64_t forks, int known) const;
  void countOutOfTurn(int64_t ahead);

  bool works_;
  bool begun_ = false;
  int32_t windowStart_ = 0;  // the last PID of the scan before
  int32_t lastPid_ = 0;
  int32_t listedFrom_ = 0;  // the last PID of the scan before a listing
  uint64_t forks_ = 0;
  int64_t outOfTurn_ = 0;   // forks since the last listing that the cursor does not account for
  int64_t missing_ = 0;     // of the last scan, below zero
  int pause_ = 1;           // scans from a listing to the next one that these may cause
  int scansSinceListing_ = 0;
  std::vector<int32_t> missed_;
};

}  // namespace ntop
