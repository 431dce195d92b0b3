#pragma once

#include <string>
#include <vector>

#include "process_ends.h"
#include "task_queries.h"

// Has the kernel tell of each process that ends. How to use it: poll fd() for POLLIN, then read(). For one thread.
namespace ntop {

class TaskStatsListener {
 public:
  // Begins. It makes a thread that ends at once and looks for its record, because elsewhere than in the first network
  // namespace the kernel accepts listeners and stays silent.
  TaskStatsListener();
  ~TaskStatsListener();
  TaskStatsListener(const TaskStatsListener&) = delete;

  // Why no ends are told, a sentence without its full stop; empty when it is at work.
  const std::string& reason() const { return reason_; }
  // -1 when not at work.
  int fd() const { return reason_.empty() ? netlink_.get() : -1; }

  // Adds the processes that have ended since, in that order, without waiting.
  void read(std::vector<ProcessEnd>& ends);

  // Records that the kernel had no room for, since the beginning.
  uint64_t lost() const { return lost_; }

 private:
  std::string listen(const TaskQueries& queries);
  bool hearsOwnThread();
  void filter(const TaskQueries& queries);
  // False when none waits.
  bool receive(std::string& message);
  void noteLosses();

  UniqueFd netlink_;
  uint16_t family_ = 0;
  std::string cpus_;
  bool isRegistered_ = false;
  std::string reason_;
  ProcessEnds ends_;
  uint64_t lost_ = 0;
};

}  // namespace ntop
