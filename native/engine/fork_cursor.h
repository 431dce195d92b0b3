#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

// Finds PIDs that may be new without a listing: the kernel assigns them in order, so new ones lie between the last one
// of the previous scan and the last one now. Now and then, and whenever that is not certain, it asks for a
// listing instead: also if there were more forks than new PIDs, because clone3(2) accepts a chosen PID.
class ForkCursor {
 public:
  explicit ForkCursor(bool works) : works_(works) {}

  // Fills `candidates` with the PIDs that may be new; false if all must be listed. `lastPid` and `forks` (since boot)
  // as read just before, `known`: how many processes there are.
  bool plan(std::optional<int32_t> lastPid, std::optional<uint64_t> forks, int known, std::vector<int32_t>& candidates);

  // A listing found a new process.
  void noteNew(int32_t pid);

  // No process has the candidate's PID. It may be about to start, so a new candidate is tried once more.
  void miss(int32_t pid) {
    if (pid > windowStart_ && pid <= lastPid_) missed_.push_back(pid);
  }
  // The candidate exists but could not be read now.
  void retry(int32_t pid) { missed_.push_back(pid); }

  // A listing found a process that already existed at an earlier scan: from now on only listings are used.
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
