#include "event_hub.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

#include "../io/aside.h"
#include "../io/errno_name.h"
#include "event_thread.h"

namespace ntop {

EventHub::EventHub() : stopFd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  refusals_.fill("The kernel has not answered yet.");
  ring_.resize(kCapacity);
}

void EventHub::begin(Refusals refusals) {
  const std::lock_guard<std::mutex> lock(mutex_);
  refusals_ = std::move(refusals);
  hasBegun_ = true;
  for (Subscription* const subscription : wakers_) subscription->wake_();
}

void EventHub::publish(std::vector<ProcessEvent> events, uint64_t lost, uint64_t unread) {
  if (events.empty() && lost == 0 && unread == 0) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (ProcessEvent& event : events) ring_[next_++ % kCapacity] = std::move(event);
  lost_ += lost;
  unread_ += unread;
  for (Subscription* const subscription : wakers_) subscription->wake_();
}

void EventHub::stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  isStopped_ = true;
  changed_.notify_all();
  const uint64_t one = 1;
  const ssize_t written = write(stopFd_.get(), &one, sizeof one);
  static_cast<void>(written);
}

bool EventHub::isStopped() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return isStopped_;
}

bool EventHub::isWaitedFor() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return !wakers_.empty();
}

void EventHub::awaitFirstTake(std::chrono::milliseconds most) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, most, [this] { return isTaken_ || isStopped_; });
}

// The thread holds the hub alone, so that the last subscription ends it and never waits for it.
class EventListening {
 public:
  explicit EventListening(const std::string& procRoot) : hub_(std::make_shared<EventHub>()) {
    const auto listen = [hub = hub_, procRoot, start = startEvents(procRoot)] {
      listenForEvents(*hub, procRoot, *start);
    };
    const int error = hub_->stopFd() < 0 ? EMFILE : startThread(listen);
    if (error == 0) return;
    Refusals refusals;
    refusals.fill("No thread can be started to listen (" + errnoName(error) + ").");
    hub_->begin(std::move(refusals));
  }
  ~EventListening() { hub_->stop(); }

  EventHub& hub() { return *hub_; }

  static std::shared_ptr<EventListening> shared(const std::string& procRoot) {
    static auto* const mutex = new std::mutex;
    static auto* const byRoot = new std::map<std::string, std::weak_ptr<EventListening>>;
    const std::lock_guard<std::mutex> lock(*mutex);
    auto& known = (*byRoot)[procRoot];
    auto listening = known.lock();
    if (!listening) known = listening = std::make_shared<EventListening>(procRoot);
    return listening;
  }

 private:
  const std::shared_ptr<EventHub> hub_;
};

Subscription::Subscription(const std::string& procRoot, std::function<void()> wake)
    : listening_(EventListening::shared(procRoot)), hub_(listening_->hub()), wake_(std::move(wake)) {
  const std::lock_guard<std::mutex> lock(hub_.mutex_);
  position_ = hub_.next_;
  lost_ = hub_.lost_;
  unread_ = hub_.unread_;
  if (!wake_) return;
  hub_.wakers_.insert(this);
  if (hub_.hasBegun_) wake_();
}

Subscription::~Subscription() {
  const std::lock_guard<std::mutex> lock(hub_.mutex_);
  hub_.wakers_.erase(this);
}

EventTake Subscription::take() {
  EventTake take;
  const std::lock_guard<std::mutex> lock(hub_.mutex_);
  if (!std::exchange(hub_.isTaken_, true)) hub_.changed_.notify_all();
  const uint64_t kept = std::min<uint64_t>(hub_.next_ - position_, EventHub::kCapacity);
  take.lost = hub_.next_ - position_ - kept + (hub_.lost_ - std::exchange(lost_, hub_.lost_));
  take.unread = hub_.unread_ - std::exchange(unread_, hub_.unread_);
  take.events.reserve(kept);
  for (position_ = hub_.next_ - kept; position_ < hub_.next_; ++position_) {
    take.events.push_back(hub_.ring_[position_ % EventHub::kCapacity]);
  }
  take.refusals = hub_.refusals_;
  take.hasBegun = hub_.hasBegun_;
  return take;
}

}  // namespace ntop
