#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "../io/file.h"
#include "kernel_log_reader.h"
#include "process_event.h"

namespace ntop {

// What /proc says of a process at one moment. Nothing of it is known unless it was found.
struct ProcessLook {
  bool found = false;
  bool hasEnded = false;  // a zombie, or less
  bool isKernel = false;
  int32_t threads = 0;
  double startTicks = NAN;
  double parentPid = NAN;
  double uid = NAN;
  uint64_t pidfdInode = 0;
  SharedText name;
  // Only if asked for, and not of one that has ended.
  SharedText command;
  SharedText cgroup;
  uint64_t doneNanoseconds = 0;  // when the reading was over, on CLOCK_MONOTONIC
};

// What the log asks of the machine. A test makes it up.
class ProcessEyes {
 public:
  virtual ~ProcessEyes() = default;

  // `whole`: with the command line and the control group.
  virtual ProcessLook look(int32_t pid, bool whole) = 0;

  // How it stands with a process whose first thread has ended. With a pidfd to wait on while others live, where there can
  // be one.
  struct Standing {
    bool hasEnded = true;
    UniqueFd pidfd;
  };
  virtual Standing standing(int32_t pid) = 0;
  // The same of the process that this refers to.
  virtual bool hasEnded(const UniqueFd& pidfd) = 0;

  // The wait status of one that has ended, where the kernel says it.
  virtual std::optional<uint32_t> waitStatus(const UniqueFd& pidfd) = 0;

  // OOM kills since boot.
  virtual std::optional<uint64_t> oomKills() = 0;
};

// Reads through the directory in /proc, which stays with its process whatever becomes of the PID.
ProcessLook lookAtProcess(int32_t pid, bool whole, std::string& text);

class ProcessLooker : public ProcessEyes {
 public:
  ProcessLooker() : oomCounter_("/proc") {}

  ProcessLook look(int32_t pid, bool whole) override { return lookAtProcess(pid, whole, text_); }
  Standing standing(int32_t pid) override;
  bool hasEnded(const UniqueFd& pidfd) override;
  std::optional<uint32_t> waitStatus(const UniqueFd& pidfd) override;
  std::optional<uint64_t> oomKills() override { return oomCounter_.read(); }

 private:
  Standing standingByFile(int32_t pid);

  std::string text_;
  OomCounter oomCounter_;
};

// On CLOCK_MONOTONIC.
uint64_t monotonicNanoseconds();

}  // namespace ntop
