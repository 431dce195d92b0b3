#pragma once

#include <optional>
#include <string>
#include <vector>

#include "../io/file.h"
#include "oom_kills.h"

// Follows the kernel's log for kills of the OOM killer. How to use it: poll fd() for POLLIN, then read(). For one thread.
namespace ntop {

class KernelLogReader {
 public:
  // Begins with what is logged from now on; or with the oldest record that the kernel still has.
  enum class From { kNow, kOldest };
  explicit KernelLogReader(From from = From::kNow);

  // Why it is not at work, a sentence without its full stop; empty when it is.
  const std::string& reason() const { return reason_; }
  // -1 when not at work.
  int fd() const { return log_.get(); }

  // Adds the kills logged since, without waiting.
  void read(std::vector<OomKill>& kills);

  // Records that were overwritten before they were read, since the beginning.
  uint64_t lost() const { return lost_; }

 private:
  void note(const KernelMessage& message);

  UniqueFd log_;
  std::string reason_;
  std::string record_;
  OomKills oomKills_;
  std::optional<uint64_t> nextSequence_;
  bool wasOverwritten_ = false;
  uint64_t lost_ = 0;
};

// The machine's count of such kills, which everyone may read; empty before 4.13.
class OomCounter {
 public:
  explicit OomCounter(const std::string& procRoot);
  std::optional<uint64_t> read();

 private:
  UniqueFd vmstat_;
  std::string text_;
};

}  // namespace ntop
