#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "kernel_log.h"

// The kills of the OOM killer, put together from the lines that the kernel logs for each. The names in them are hostile:
// a process or a group may be called like a piece of such a line.
namespace ntop {

// Which process was killed, and why. What the lines do not say, or say in more than one way, is empty.
struct OomKill {
  uint64_t microseconds = 0;  // on CLOCK_MONOTONIC
  int32_t pid = 0;            // in the first PID namespace
  std::string name;           // hostile
  std::optional<uint32_t> userId;
  std::optional<uint64_t> virtualKibibytes;
  std::optional<uint64_t> anonymousKibibytes;
  std::optional<uint64_t> fileKibibytes;
  std::optional<uint64_t> sharedKibibytes;
  // The machine had no memory left, and not a group alone; empty when unknown.
  std::optional<bool> isOfMachine;
  std::optional<std::string> limitGroup;   // the group that reached its limit, a path; hostile
  std::optional<std::string> victimGroup;  // the killed process's, the same or below; hostile
  std::optional<uint64_t> limitKibibytes;
};

// The pieces, each from one line's text.

// `Killed process 4068 (name) total-vm:…`, after `Out of memory: ` or the like, or nothing.
std::optional<OomKill> parseKilledProcess(std::string_view text);

// `oom-kill:constraint=…,task=name,pid=4068,uid=0`. The rest is read with the name that the line of the kill has, because
// only that tells where the name begins.
struct OomVictim {
  int32_t pid = 0;
  uint32_t userId = 0;
  std::string rest;  // up to `,pid=`
};
std::optional<OomVictim> parseOomVictim(std::string_view text);
void putGroups(const OomVictim& victim, OomKill& kill);

// `Task in A killed as a result of limit of B`, which kernels before 5.0 log.
struct OomTask {
  std::string victimGroup;
  std::string limitGroup;
};
std::optional<OomTask> parseOomTask(std::string_view text);

// `memory: usage 20480kB, limit 20480kB, failcnt 12`; nothing where there is no limit.
std::optional<uint64_t> parseOomLimit(std::string_view text);

// Joins them.
class OomKills {
 public:
  // The kill that this message completes.
  std::optional<OomKill> take(const KernelMessage& message);

 private:
  struct Waiting {
    OomVictim victim;
    std::optional<uint64_t> limitKibibytes;
    uint64_t microseconds = 0;
  };

  void begin();
  void complete(OomKill& kill);

  // Lines without a PID: the kernel makes one kill after the other, so the next kill is theirs.
  std::optional<OomTask> task_;
  std::optional<uint64_t> limitKibibytes_;
  uint64_t headMicroseconds_ = 0;
  std::deque<Waiting> waiting_;
};

}  // namespace ntop
