#include "user_names.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "../io/aside.h"

namespace ntop {

namespace {

// Local names take less, which is not noticeable.
constexpr std::chrono::milliseconds kMoment{50};
constexpr int kMostMoments = 4;
// This many lookups may run at a time if the first one hangs.
constexpr size_t kMostThreads = 4;

}  // namespace

// Shared between the requesting threads and the lookup threads.
struct UserNames::Questions {
  const std::function<std::string(uint32_t)> ask;
  std::mutex mutex;  // over all that follows
  std::condition_variable answered;
  std::deque<uint32_t> waiting;
  size_t threads = 0;
  std::vector<std::pair<uint32_t, std::string>> found;

  // The work of a lookup thread, which ends when no request is waiting.
  void answer() {
    std::unique_lock<std::mutex> lock(mutex);
    while (!waiting.empty()) {
      const uint32_t uid = waiting.front();
      waiting.pop_front();
      lock.unlock();
      std::string name = ask(uid);
      lock.lock();
      if (!name.empty()) found.emplace_back(uid, std::move(name));
    }
    --threads;
    answered.notify_all();
  }
};

UserNames::UserNames(std::function<std::string(uint32_t)> ask)
    : questions_(new Questions{std::move(ask), {}, {}, {}, 0, {}}) {}

void UserNames::lookUp() {
  Questions& questions = *questions_;
  std::unique_lock<std::mutex> lock(questions.mutex);
  for (const uint32_t uid : std::exchange(unknown_, {})) questions.waiting.push_back(uid);
  for (int moment = 0; moment < kMostMoments; ++moment) {
    const size_t before = questions.waiting.size();
    const bool lacksThread = questions.threads == 0 || (moment > 0 && questions.threads < kMostThreads);
    if (before > 0 && lacksThread && startThread([shared = questions_] { shared->answer(); }) == 0) ++questions.threads;
    const auto isDone = [&] { return questions.threads == 0; };
    if (questions.answered.wait_for(lock, kMoment, isDone)) return;
  }
}

std::vector<std::pair<uint32_t, std::string>> UserNames::takeNew() {
  const std::lock_guard<std::mutex> lock(questions_->mutex);
  return std::exchange(questions_->found, {});
}

}  // namespace ntop
