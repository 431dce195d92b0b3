#include "../events/event_hub.h"

#include <chrono>
#include <mutex>
#include <string>
#include <thread>

#include "harness.h"

using namespace ntop;

namespace {

// Of which the kernel's events are not: nothing is listened to, and the test alone publishes.
constexpr const char* kOtherRoot = "/nowhere/proc";

}  // namespace

TEST("where the processes are not those of the kernel, the events say that none will come") {
  Subscription subscription(kOtherRoot, nullptr);
  EventTake take = subscription.take();
  for (int wait = 0; wait < 5000 && !take.hasBegun; ++wait) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    take = subscription.take();
  }
  CHECK(take.hasBegun);
  for (const std::string& refusal : take.refusals) CHECK(refusal.find("/nowhere/proc") != std::string::npos);
}

TEST("a subscription is woken at once, also where another listens already") {
  for (int round = 0; round < 2; ++round) {
    std::mutex mutex;
    int wakes = 0;
    const auto wake = [&] {
      const std::lock_guard<std::mutex> lock(mutex);
      ++wakes;
    };
    const Subscription one(kOtherRoot, wake);
    const Subscription other(kOtherRoot, wake);
    for (int wait = 0; wait < 5000; ++wait) {
      const std::lock_guard<std::mutex> lock(mutex);
      if (wakes >= 2) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const std::lock_guard<std::mutex> lock(mutex);
    CHECK(wakes >= 2);
  }
}
