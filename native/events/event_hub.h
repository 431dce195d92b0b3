#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "../io/file.h"
#include "process_event.h"

namespace ntop {

// In the order of EVENT_LISTENERS in src/model/machine/events.ts; `layouts.cc` compares them.
constexpr const char* kEventListenerNames[] = {"connector", "taskstats", "kmsg"};
constexpr size_t kEventListeners = 3;

// Of each listener why it is not at work, a sentence; empty when it is.
using Refusals = std::array<std::string, kEventListeners>;

// What a subscription has not taken yet.
struct EventTake {
  std::vector<ProcessEvent> events;
  uint64_t lost = 0;
  uint64_t unread = 0;
  Refusals refusals;
  // Whether the kernel has been asked what listens: before, the refusals say that it has not.
  bool hasBegun = false;
};

class Subscription;

// The newest events of this machine, for all in this program that want them. All may be called by any thread.
class EventHub {
 public:
  // Events that are kept for those that have not taken them.
  static constexpr size_t kCapacity = 4096;

  EventHub();

  void begin(Refusals refusals);
  // `lost` and `unread` are those since the last call.
  void publish(std::vector<ProcessEvent> events, uint64_t lost, uint64_t unread);

  // For the one thread that publishes: to wait on, and whether it should end. -1 where there is no descriptor left.
  int stopFd() const { return stopFd_.get(); }
  void stop();
  bool isStopped() const;
  // Whether events are waited for as they come.
  bool isWaitedFor() const;
  // Returns once events were asked for, or it should end, or this time has passed.
  void awaitFirstTake(std::chrono::milliseconds most);

 private:
  friend class Subscription;

  mutable std::mutex mutex_;  // over all that follows
  std::vector<ProcessEvent> ring_;
  uint64_t next_ = 0;
  uint64_t lost_ = 0;
  uint64_t unread_ = 0;
  Refusals refusals_;
  bool hasBegun_ = false;
  bool isStopped_ = false;
  bool isTaken_ = false;
  std::condition_variable changed_;  // of isTaken_ and isStopped_
  std::set<Subscription*> wakers_;
  const UniqueFd stopFd_;
};

// The events from now on. While there is one in this program, a thread listens; it ends with the last.
class Subscription {
 public:
  // `wake` is called by the thread that listens when there is something to take; it may not wait, nor subscribe.
  Subscription(const std::string& procRoot, std::function<void()> wake);
  ~Subscription();
  Subscription(const Subscription&) = delete;

  // Oldest first.
  EventTake take();

 private:
  friend class EventHub;

  const std::shared_ptr<class EventListening> listening_;
  EventHub& hub_;
  const std::function<void()> wake_;
  uint64_t position_ = 0;
  uint64_t lost_ = 0;
  uint64_t unread_ = 0;
};

}  // namespace ntop
