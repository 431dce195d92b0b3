#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "taskstats.h"

// The ends of processes, from the records of their tasks.
namespace ntop {

// How a process has ended. Unknown is NaN.
struct ProcessEnd {
  int32_t pid = 0;
  int32_t parentPid = 0;
  uint32_t userId = 0;
  std::string name;         // hostile
  uint32_t exitStatus = 0;  // as wait(2) has it
  double lifetimeSeconds = 0;
  double cpuSeconds = 0;
  double peakResidentBytes = 0;
  double readBytes = 0;  // from storage, without the rest below a KiB
  double writtenBytes = 0;
  // False before version 12, whose records do not say whether a process with this PID has ended or only a thread with
  // this number: then it takes another sign, such as the connector's. A later record of the same process is the better one.
  bool isCertain = true;
};

class ProcessEnds {
 public:
  // `nowSeconds`, on CLOCK_MONOTONIC, is when records began to come. `countsIo`: whether the kernel counts storage I/O.
  ProcessEnds(double nowSeconds, bool countsIo);

  // The end that a record tells of; nothing when it tells of a thread of a process that lives on.
  std::optional<ProcessEnd> take(const TaskRecord& record, double nowSeconds);

  // Records were lost: what threads of living processes have read and written is not known from here on.
  void lose(double nowSeconds);

 private:
  struct Io {
    uint64_t readBytes = 0;
    uint64_t writtenBytes = 0;
  };

  void putIo(const TaskRecord& record, double nowSeconds, ProcessEnd& end);

  // From when on all records are here.
  double completeSince_;
  const bool countsIo_;
  // What threads that ended before their process have read and written.
  std::unordered_map<int32_t, Io> ofThreads_;
};

}  // namespace ntop
