#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "../io/file.h"
#include "task_queries.h"

// How long processes have waited, and for what. For one thread, which may be the one that samples: the kernel answers at
// once, in about 3 us a process from taskstats, 8 from schedstat.
namespace ntop {

// Seconds since the process started; NaN is unknown. They only grow, but where threads are added up (kThreads): then those
// of a thread that ends go, and a smaller sum than before says nothing.
struct Delays {
  enum class Of {
    kNothing,     // all is unknown
    kProcess,     // all its threads; with taskstats also those that have ended
    kMainThread,  // it has others, which are not in it
    kThreads,     // those that live
  };
  Of of = Of::kNothing;  // what cpuSeconds speaks of
  double cpuSeconds;      // in the run queue, which includes being throttled by the quota of its group
  double turns;           // how often it got a CPU, of the same
  // Of all threads. Known with taskstats while kernel.task_delayacct is on, of what was started after that.
  double blockIoSeconds;
  double swapSeconds;
  double reclaimSeconds;
  double thrashingSeconds;  // much of it is in swapSeconds too

  Delays();
};

// The delays in the sums of a process; `counted`: whether the kernel counts them now.
Delays delaysOf(const TaskStats& process, bool counted);

// What is asked of a process that has so many threads.
struct DelayQuestion {
  int32_t pid = 0;
  int threads = 1;
  // Where taskstats may not be asked: all its threads, a file each, and not the first alone. For rows that are shown.
  bool eachThread = false;
};

// How to use it: keep one, and in each sample read() the processes that ran. Compare start times as ever: it asks by PID.
class DelayReader {
 public:
  // Nothing is asked before the first read().
  explicit DelayReader(std::string procRoot);

  // In the order of the questions.
  void read(const std::vector<DelayQuestion>& questions, std::vector<Delays>& found);

  // Since the last read: whether taskstats answers; whether it has more than the wait for a CPU, and else why not, a
  // sentence without its full stop.
  bool mayAsk() const { return queries_ != nullptr && queries_->reason().empty(); }
  bool knowsAll() const { return whyNotAll_.empty(); }
  const std::string& whyNotAll() const { return whyNotAll_; }

 private:
  bool isCounted();
  Delays fromFiles(const DelayQuestion& question);
  bool addFile(const std::string& path, Delays& delays);

  const std::string procRoot_;
  bool begun_ = false;
  std::unique_ptr<TaskQueries> queries_;  // none of another /proc
  UniqueFd switch_;
  std::string whyNotAll_;
  std::string text_;
};

// What of the waits of processes can be known here, and why or why not more; for `ntop --doctor`.
struct DelaySource {
  std::string chosen;
  std::string why;
};
DelaySource tryDelays(const std::string& procRoot);

}  // namespace ntop
