#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "connector_messages.h"
#include "process_ends.h"
#include "process_event.h"
#include "process_look.h"

namespace ntop {

// The clocks of this machine, at one moment.
struct Clocks {
  uint64_t monotonicNanoseconds = 0;
  double bootLeadSeconds = 0;  // CLOCK_BOOTTIME is so far ahead of CLOCK_MONOTONIC
  double wallLeadMilliseconds = 0;
};

// Makes events of processes of what the kernel tells: one for each exec, and exactly one for each end.
//
// A process is known from its fork, or since the log began, to its end. Its first thread's end is not yet its own: others
// may live on, or one of them takes its place in an exec.
class ProcessLog {
 public:
  ProcessLog(ProcessEyes& eyes, double ticksPerSecond);

  // Before anything that this has: the time by which messages and ends are dated.
  void setClocks(const Clocks& clocks) { clocks_ = clocks; }
  // Ends come with what the kernel has counted.
  void expectCounts() { hasCounts_ = true; }

  // A process that is there.
  void seed(int32_t pid, const ProcessLook& look);
  void take(const ConnectorMessage& message);
  // What the kernel counted of a process that has ended. Comes before the message of the same end.
  void take(ProcessEnd end);
  // The same where no messages come.
  void tell(const ProcessEnd& end);
  void takeOomKill(const OomKill& kill);
  // Messages were lost after this time: what is known of processes may be of others from the next message on.
  void lose(uint64_t nanoseconds);
  // Comes before each reading of messages. What was sent before an end that is seen by now will be among them.
  void beginReading() { ++reading_; }
  // This reading left no message behind: what was seen before it to have ended has. False if more was seen since.
  bool heardAll();
  // Looks which of those whose first thread has ended have ended by now. Comes before messages are read.
  void seeEnds(uint64_t nanoseconds);
  // Does what is due by now.
  void tick(uint64_t nanoseconds);

  // When tick() has something to do next; 0: nothing is due.
  uint64_t nextDue() const;
  // To wait on for ends of processes whose first thread has ended.
  void listWaits(std::vector<int>& pidfds) const;
  // Processes should be seeded anew.
  bool wantsSeeds() const { return wantsSeeds_; }
  void seeded() { wantsSeeds_ = false; }

  // The events since the last call, in the order in which they became known.
  std::vector<ProcessEvent> flush();
  // Starts whose command line was not read, because too much happened.
  uint64_t takeUnread() { return std::exchange(unread_, 0); }
  // Whether so much happens that nothing is looked up.
  bool isBusy() const { return isBusy_; }
  size_t known() const { return known_.size(); }

 private:
  struct Known {
    uint64_t bornNanoseconds = 0;  // 0 if before the log
    uint64_t lookedNanoseconds = 0;
    bool isKernel = false;
    double startTicks = NAN;
    uint64_t pidfdInode = 0;
    double parentPid = NAN;
    double uid = NAN;
    SharedText name;
    SharedText command;
    SharedText cgroup;
    // Where its start is among the events that are not flushed yet.
    uint64_t startFlush = 0;
    size_t startIndex = 0;
    // An earlier process with its PID whose end was not reported yet: two messages may come in the other order.
    std::shared_ptr<Known> before;
  };

  // Its first thread has ended.
  struct Pending {
    UniqueFd pidfd;
    std::optional<uint32_t> waitStatus;  // first that thread's, then the process's
    double parentPid = NAN;
    uint64_t checkNanoseconds = 0;
    uint64_t endedNanoseconds = 0;  // 0 while others live on
    bool isCertain = false;         // the kernel has said that no thread is left, and how it ended
  };

  // Ended by SIGKILL while the OOM killer was at work.
  struct Suspect {
    ProcessEvent event;
    uint64_t decideNanoseconds = 0;
  };

  // A process that was not looked at when it was new, to be looked at after some time.
  struct Young {
    int32_t pid = 0;
    uint64_t bornNanoseconds = 0;
    uint64_t sinceNanoseconds = 0;
  };

  struct End {
    uint64_t nanoseconds = 0;
    std::optional<uint32_t> waitStatus;
    double parentPid = NAN;
  };

  void countMessage(uint64_t nanoseconds);
  void forget();
  void takeFork(const ConnectorMessage& message);
  void takeExec(const ConnectorMessage& message);
  void takeExit(const ConnectorMessage& message);
  void learn(Known& known, const ProcessLook& look);
  void scrub(Known& known);
  bool isOf(const ProcessLook& look, const Known& known, uint64_t nanoseconds) const;
  bool hasBegunBy(double startTicks, uint64_t nanoseconds) const;
  bool checkPending(int32_t pid, Pending& pending, uint64_t nanoseconds);
  void lookAtYoung(uint64_t nanoseconds);
  void seeEnd(int32_t pid, const End& end);
  void end(int32_t pid, const End& end);
  void tellEnd(int32_t pid, const Known& known, const End& end);
  std::optional<ProcessEnd> takeCounts(int32_t pid);
  void putCounts(ProcessEvent& event, const ProcessEnd& counts) const;
  void finishEnd(ProcessEvent event, uint64_t nanoseconds);
  bool isOomSuspect();
  void decideSuspects(uint64_t nanoseconds);
  double startSeconds(const Known& known) const;
  double wallOf(uint64_t nanoseconds) const;

  ProcessEyes& eyes_;
  const double ticksPerSecond_;
  Clocks clocks_;
  bool hasCounts_ = false;
  std::unordered_map<int32_t, Known> known_;
  std::unordered_map<int32_t, Pending> pending_;
  // Seen, and not told before all messages from before it are heard.
  struct Seen {
    End end;
    uint64_t reading = 0;
  };
  std::unordered_map<int32_t, Seen> ended_;
  uint64_t reading_ = 0;
  std::deque<Young> young_;
  struct Counted {
    ProcessEnd end;
    uint64_t nanoseconds = 0;
  };
  std::deque<Counted> counted_;
  struct Logged {
    uint64_t nanoseconds;
    std::shared_ptr<const OomKill> kill;
  };
  std::unordered_map<int32_t, Logged> oomKilled_;
  std::vector<Suspect> suspects_;
  std::optional<uint64_t> oomKillsBefore_;
  std::vector<ProcessEvent> events_;
  uint64_t flushes_ = 1;
  uint64_t unread_ = 0;
  // From the first message after this time on there may be gaps.
  uint64_t lostNanoseconds_ = 0;
  bool wantsSeeds_ = false;
  uint64_t windowNanoseconds_ = 0;
  unsigned inWindow_ = 0;
  bool isBusy_ = false;
};

}  // namespace ntop
