#include "../disks/space_asker.h"

#include <condition_variable>
#include <mutex>

#include "../io/clock.h"
#include "harness.h"

using namespace ntop;

namespace {

std::mutex mutex;
std::condition_variable released;
bool isReleased = false;
size_t hanging = 0;

// Places called "dead" give no answer before they are released.
SpaceAnswer readMadeUp(const std::vector<MountPlace>& places) {
  if (places.front().path != "dead") return {0, {10, 4, 3, 2, 1}, false};
  std::unique_lock<std::mutex> lock(mutex);
  ++hanging;
  released.wait(lock, [] { return isReleased; });
  --hanging;
  return {0, {20, 4, 3, 2, 1}, false};
}

void release() {
  const std::lock_guard<std::mutex> lock(mutex);
  isReleased = true;
  released.notify_all();
}

// The dead ones first, unless they are remote.
std::vector<SpaceQuestion> questions(uint64_t dead, uint64_t alive, bool isRemote) {
  std::vector<SpaceQuestion> all;
  for (uint64_t serial = 1; serial <= dead + alive; ++serial) {
    all.push_back({serial, {{serial <= dead ? "dead" : "alive", 0, 0, 0}}, serial <= dead && isRemote});
  }
  return all;
}

}  // namespace

TEST("file systems that give no answer keep no other from it, and are not asked again before they have answered") {
  isReleased = false;
  SpaceAsker asker(readMadeUp);
  const double begin = secondsOn(CLOCK_MONOTONIC);
  auto states = asker.ask(questions(20, 20, false));
  EQUAL(states.size(), 40u);
  for (auto& [serial, state] : states) {
    CHECK(state.unansweredSeconds.has_value() == (serial <= 20));
    CHECK(state.last.has_value() == (serial > 20));
    if (state.last) CHECK(state.last->space.total == 10 && state.last->space.inodes == 2);
  }
  // Each would have been waited for.
  CHECK(secondsOn(CLOCK_MONOTONIC) - begin < 20 * 0.05 + 1);
  for (int again = 0; again < 3; ++again) {
    states = asker.ask(questions(20, 20, false));
    CHECK(states[1].unansweredSeconds && !states[40].unansweredSeconds && states[40].last);
  }
  {
    const std::lock_guard<std::mutex> lock(mutex);
    EQUAL(hanging, 20u);
  }
  release();
  // Whatever takes long to answer is read while others wait for nothing.
  for (size_t answered = 0; answered < 20;) {
    states = asker.ask(questions(20, 20, false));
    answered = 0;
    for (auto& [serial, state] : states) answered += serial <= 20 && state.last && !state.unansweredSeconds ? 1 : 0;
  }
  CHECK(states[1].last->space.total == 20);
}

TEST("a file system that is no longer asked about is forgotten, also while it gives no answer") {
  isReleased = false;
  SpaceAsker asker(readMadeUp);
  CHECK(asker.ask(questions(1, 1, true))[1].unansweredSeconds.has_value());
  auto states = asker.ask({{2, {{"alive", 0, 0, 0}}, false}});
  CHECK(states.size() == 1 && states[2].last);
  release();
  for (;;) {
    const std::lock_guard<std::mutex> lock(mutex);
    if (hanging == 0) break;
  }
  CHECK(asker.ask({{2, {{"alive", 0, 0, 0}}, false}}).size() == 1);
}

TEST("without a file system to ask nothing is asked") {
  SpaceAsker asker(readMadeUp);
  CHECK(asker.ask({}).empty());
}
