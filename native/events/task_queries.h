#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "../io/file.h"
#include "taskstats.h"

// Asks for the taskstats of processes. It takes CAP_NET_ADMIN in the first user namespace, and about 3 us a process.
namespace ntop {

class TaskQueries {
 public:
  // Opens the socket and has the kernel tell of this very thread, to see whether the numbers stand where they are looked for.
  TaskQueries();

  // Why there are no answers, a sentence without its full stop; empty when there are.
  const std::string& reason() const { return reason_; }

  // The sums of these processes, in their order; nothing of those that are gone. Not for two threads at a time.
  void ofProcesses(const std::vector<int32_t>& pids, std::vector<std::optional<TaskStats>>& found);

  int fd() const { return netlink_.get(); }
  uint16_t family() const { return family_; }
  uint16_t version() const { return version_; }
  // Where struct taskstats begins in a whole message.
  uint32_t structOffset() const { return structOffset_; }

 private:
  std::string open();
  void ofBatch(const int32_t* pids, size_t count, std::vector<std::optional<TaskStats>>& found);

  UniqueFd netlink_;
  uint16_t family_ = 0;
  uint16_t version_ = 0;
  uint32_t structOffset_ = 0;
  std::string reason_;
};

}  // namespace ntop
