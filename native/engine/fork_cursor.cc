#include "fork_cursor.h"

#include <algorithm>

namespace ntop {

namespace {

constexpr int kScansBetweenListings = 30;
constexpr int32_t kLeastWindow = 256;
// More forks than new PIDs mean that PIDs wrapped around, or that some were chosen by the caller. In a container the
// forks of the whole machine are counted, and the two are not read at the same instant.
constexpr uint64_t kForksElsewhere = 200;
// A new process gets its PID shortly before it is visible.
constexpr int32_t kAboutToBegin = 64;

}  // namespace

bool ForkCursor::plan(std::optional<int32_t> lastPid, std::optional<uint64_t> forks, int known,
                      std::vector<int32_t>& candidates) {
  candidates.clear();
  if (!works_ || !lastPid || !forks) return false;
  if (begun_) countOutOfTurn(static_cast<int64_t>(*forks - forks_) - (*lastPid - lastPid_));
  const bool tellsOfOthers = outOfTurn_ > 0 && scansSinceListing_ + 1 >= pause_;
  const bool list = !begun_ || tellsOfOthers || mustList(*lastPid, *forks, known);
  // Where other PID namespaces fork, most such listings find nothing.
  if (begun_ && tellsOfOthers) pause_ = std::min(2 * pause_, kScansBetweenListings);
  if (list) outOfTurn_ = 0;
  listedFrom_ = lastPid_;
  if (list) {
    missed_.clear();
    for (int32_t pid = std::max(1, *lastPid - kAboutToBegin + 1); pid <= *lastPid; ++pid) missed_.push_back(pid);
  } else {
    std::swap(candidates, missed_);
    for (int32_t pid = lastPid_ + 1; pid <= *lastPid; ++pid) candidates.push_back(pid);
  }
  begun_ = true;
  windowStart_ = list ? *lastPid : lastPid_;
  lastPid_ = *lastPid;
  forks_ = *forks;
  scansSinceListing_ = list ? 0 : scansSinceListing_ + 1;
  return !list;
}

// `ahead`: forks since the last scan for which the cursor did not go on. The forks are read a moment before the cursor,
// so that those between the two are missing in one scan and too many in the next.
void ForkCursor::countOutOfTurn(int64_t ahead) {
  outOfTurn_ = std::max<int64_t>(0, outOfTurn_ + ahead + missing_);
  missing_ = std::min<int64_t>(0, ahead);
}

void ForkCursor::noteNew(int32_t pid) {
  if (pid <= listedFrom_ - kAboutToBegin || pid > lastPid_) pause_ = 1;
}

bool ForkCursor::mustList(int32_t lastPid, uint64_t forks, int known) const {
  const int32_t window = lastPid - lastPid_;
  if (window < 0 || window > std::max(kLeastWindow, 4 * known)) return true;
  if (forks < forks_ || forks - forks_ > static_cast<uint64_t>(window) + kForksElsewhere) return true;
  return scansSinceListing_ + 1 >= kScansBetweenListings;
}

}  // namespace ntop
