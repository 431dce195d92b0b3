#include "aside.h"

#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "syscalls.h"

namespace ntop {

namespace {

// So many are worth a second thread, as in a first sample.
constexpr size_t kManyQuestions = 1024;

// What questions left behind wait for. Never taken down, because their threads may outlive everything.
struct Awaited {
  std::mutex mutex;
  std::multiset<std::string> what;
};

Awaited& awaited() {
  static auto* const all = new Awaited;
  return *all;
}

void await(const std::string& what) {
  const std::lock_guard<std::mutex> lock(awaited().mutex);
  awaited().what.insert(what);
}

void stopAwaiting(const std::string& what) {
  const std::lock_guard<std::mutex> lock(awaited().mutex);
  const auto found = awaited().what.find(what);
  if (found != awaited().what.end()) awaited().what.erase(found);
}

// Threads that stay for a while after their work: starting one for each sample would cost more than what it reads.
class Helpers {
 public:
  // 0 or an errno.
  int run(std::function<void()> work) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (idle_ > work_.size()) {
        work_.push_back(std::move(work));
        changed_.notify_one();
        return 0;
      }
    }
    return startThread([this, first = std::move(work)]() mutable { serve(std::move(first)); });
  }

 private:
  static constexpr size_t kMostIdle = 1;
  static constexpr std::chrono::seconds kIdle{10};

  void serve(std::function<void()> work) {
    for (;;) {
      work();
      work = nullptr;  // what it owns
      std::unique_lock<std::mutex> lock(mutex_);
      if (idle_ >= kMostIdle) return;
      ++idle_;
      const bool goesOn = changed_.wait_for(lock, kIdle, [this] { return !work_.empty(); });
      --idle_;
      if (!goesOn) return;
      work = std::move(work_.front());
      work_.pop_front();
    }
  }

  std::mutex mutex_;  // over all that follows
  std::condition_variable changed_;
  std::deque<std::function<void()>> work_;  // never more than there are idle threads
  size_t idle_ = 0;
};

// Never taken down, as above.
Helpers* allHelpers = nullptr;

// A forked process has none of the threads.
void forgetHelpers() { allHelpers = new Helpers; }

Helpers& helpers() {
  static const int prepared = (forgetHelpers(), pthread_atfork(nullptr, nullptr, forgetHelpers));
  static_cast<void>(prepared);
  return *allHelpers;
}

// Queued reads and the thread that runs them; earlier threads that hang were abandoned.
class Asking : public std::enable_shared_from_this<Asking> {
 public:
  // Of questions `first` … `end` - 1.
  Asking(size_t first, size_t end, std::function<Store(size_t)> ask, WaitsFor waitsFor)
      : end_(end), ask_(std::move(ask)), waitsFor_(std::move(waitsFor)), next_(first) {}

  // Has a thread go on with what is left. False where there is none.
  bool begin() {
    return runAside([self = shared_from_this(), turn = turn_] { self->work(turn); }) == 0;
  }

  // Waits for all that can be had after begin().
  void finish(bool hasBegun, const Patience& patience) {
    double inVain = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    bool goesOn = hasBegun;
    while (goesOn && !done_) {
      const size_t seen = next_;
      changed_.wait_for(lock, std::chrono::duration<double>(patience.seconds), [this] { return done_; });
      if (done_ || !isAsking_ || next_ != seen) continue;
      leaveBehind();
      inVain += patience.seconds;
      goesOn = inVain < patience.secondsInVain && begin();
    }
    ++turn_;
    syscallsOfThread += syscalls_;
  }

 private:
  void leaveBehind() {
    await(waitsFor_(next_));
    isAsking_ = false;
    ++turn_;
    ++next_;
  }

  void work(size_t turn) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (turn_ == turn) {
      while (next_ < end_ && mustSkip(next_)) ++next_;
      if (next_ >= end_) {
        done_ = true;
        changed_.notify_one();
        return;
      }
      const size_t index = next_;
      isAsking_ = true;
      lock.unlock();
      const uint64_t syscallsBefore = syscallsOfThread;
      const Store store = ask_(index);
      lock.lock();
      if (turn_ != turn) return stopAwaiting(waitsFor_(index));
      isAsking_ = false;
      syscalls_ += syscallsOfThread - syscallsBefore;
      store();
      ++next_;
    }
  }

  bool mustSkip(size_t index) const {
    {
      const std::lock_guard<std::mutex> lock(awaited().mutex);
      if (awaited().what.empty()) return false;
      if (awaited().what.size() >= kMostAwaited) return true;
    }
    return isAwaited(waitsFor_(index));
  }

  const size_t end_;
  const std::function<Store(size_t)> ask_;
  const WaitsFor waitsFor_;
  std::mutex mutex_;  // over all that follows
  std::condition_variable changed_;
  size_t next_;
  size_t turn_ = 0;
  bool isAsking_ = false;
  bool done_ = false;
  uint64_t syscalls_ = 0;
};

void* runWork(void* argument) {
  const std::unique_ptr<std::function<void()>> work(static_cast<std::function<void()>*>(argument));
  (*work)();
  return nullptr;
}

}  // namespace

int startThread(std::function<void()> work) {
  constexpr size_t kStackBytes = 1u << 20;  // a name service loads what it likes
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return error;
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  auto argument = std::make_unique<std::function<void()>>(std::move(work));
  // A signal that came to a thread that waits would wait with it.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread{};
  error = pthread_create(&thread, &attributes, runWork, argument.get());
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error == 0) argument.release();
  pthread_attr_destroy(&attributes);
  return error;
}

int runAside(std::function<void()> work) { return helpers().run(std::move(work)); }

bool isAwaited(const std::string& what) {
  const std::lock_guard<std::mutex> lock(awaited().mutex);
  return awaited().what.count(what) != 0;
}

void askInTurn(size_t count, std::function<Store(size_t)> ask, WaitsFor waitsFor, const Patience& patience) {
  if (count == 0) return;
  const size_t threads = count >= kManyQuestions && std::thread::hardware_concurrency() > 1 ? 2 : 1;
  std::vector<std::pair<std::shared_ptr<Asking>, bool>> all;
  for (size_t thread = 0; thread < threads; ++thread) {
    auto asking = std::make_shared<Asking>(count * thread / threads, count * (thread + 1) / threads, ask, waitsFor);
    const bool hasBegun = asking->begin();
    all.emplace_back(std::move(asking), hasBegun);
  }
  for (const auto& [asking, hasBegun] : all) asking->finish(hasBegun, patience);
}

}  // namespace ntop
