#include <uv.h>

#include <array>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "../events/event_hub.h"
#include "arguments.h"
#include "calls.h"
#include "event_numbers.h"
#include "../net/socket.h"
#include "values.h"
#include "worker.h"

// What happens to processes, as the kernel tells it.
namespace ntop {

namespace {

constexpr size_t kEventNumbers = std::size(kEventNumberNames);

// Texts by their number; events of one process share theirs.
class TextList {
 public:
  explicit TextList(Napi::Env env) : env_(env), list_(Napi::Array::New(env)) {}

  // -1 if there is none.
  double add(const SharedText& text) {
    if (!text) return -1;
    const auto [known, isNew] = numbers_.emplace(text.get(), numbers_.size());
    if (isNew) list_.Set(static_cast<uint32_t>(known->second), toText(env_, *text));
    return static_cast<double>(known->second);
  }

  Napi::Array list() const { return list_; }

 private:
  Napi::Env env_;
  Napi::Array list_;
  std::unordered_map<const std::string*, size_t> numbers_;
};

double bytesOf(const std::optional<uint64_t>& kibibytes) {
  return kibibytes ? static_cast<double>(*kibibytes) * 1024 : kUnknownNumber;
}

// Resident when it was killed.
double heldBytes(const OomKill& kill) {
  return bytesOf(kill.anonymousKibibytes) + bytesOf(kill.fileKibibytes) + bytesOf(kill.sharedKibibytes.value_or(0));
}

// A text that lives as long as the kill does.
SharedText partOf(const std::shared_ptr<const OomKill>& kill, const std::optional<std::string>& text) {
  return text ? SharedText(kill, &*text) : SharedText();
}

void putNumbers(double* to, const ProcessEvent& event, TextList& texts) {
  const auto& kill = event.oomKill;
  const std::array<double, kEventNumbers> numbers = {
      static_cast<double>(event.kind),
      static_cast<double>(event.source),
      event.wallMilliseconds,
      static_cast<double>(event.pid),
      event.startTicks,
      static_cast<double>(event.pidfdInode),
      event.parentPid,
      event.uid,
      event.exitStatus,
      event.signal,
      event.lifetimeSeconds,
      event.cpuSeconds,
      event.peakResidentBytes,
      event.readBytes,
      event.writeBytes,
      kill ? heldBytes(*kill) : kUnknownNumber,
      kill ? bytesOf(kill->limitKibibytes) : kUnknownNumber,
      kill && kill->isOfMachine ? static_cast<double>(*kill->isOfMachine) : kUnknownNumber,
      texts.add(event.name),
      texts.add(event.command),
      texts.add(event.cgroup),
      kill ? texts.add(partOf(kill, kill->victimGroup)) : -1,
      kill ? texts.add(partOf(kill, kill->limitGroup)) : -1,
  };
  std::copy(numbers.begin(), numbers.end(), to);
}

Napi::Object toBatch(Napi::Env env, const EventTake& take) {
  Napi::Object batch = Napi::Object::New(env);
  if (!canRun(env)) return batch;
  TextList texts(env);
  auto numbers = Napi::Float64Array::New(env, take.events.size() * kEventNumbers);
  double* to = numbers.Data();
  for (const ProcessEvent& event : take.events) {
    putNumbers(to, event, texts);
    to += kEventNumbers;
  }
  Napi::Array refusals = Napi::Array::New(env);
  for (const std::string& refusal : take.refusals) refusals.Set(refusals.Length(), toText(env, refusal));
  batch.Set("numbers", numbers);
  batch.Set("texts", texts.list());
  batch.Set("lost", static_cast<double>(take.lost));
  batch.Set("unread", static_cast<double>(take.unread));
  batch.Set("refusals", refusals);
  return batch;
}

// Calls JavaScript when there is something to take. Lives until libuv has let go of it.
class Waker {
 public:
  // Nothing where this thread of Node's is ending.
  static Waker* start(Napi::Env env, Napi::Function callback) {
    uv_loop_t* loop = nullptr;
    if (napi_get_uv_event_loop(env, &loop) != napi_ok) return nullptr;
    auto waker = std::make_unique<Waker>(env, callback);
    if (uv_async_init(loop, &waker->async_, onWake) != 0) return nullptr;
    waker->async_.data = waker.get();
    return waker.release();
  }

  Waker(Napi::Env env, Napi::Function callback)
      : env_(env), callback_(Napi::Persistent(callback)), context_(env, "ntop:events") {}

  void wake() { uv_async_send(&async_); }

  // No wake() may come after it.
  void close(std::function<void()> closed) {
    callback_.Reset();
    closed_ = std::move(closed);
    uv_close(reinterpret_cast<uv_handle_t*>(&async_), [](uv_handle_t* handle) {
      std::unique_ptr<Waker> self(static_cast<Waker*>(handle->data));
      const auto closed = std::move(self->closed_);
      self.reset();
      closed();
    });
  }

 private:
  static void onWake(uv_async_t* async) {
    auto* self = static_cast<Waker*>(async->data);
    if (self->callback_.IsEmpty()) return;
    const Napi::HandleScope handles(self->env_);
    if (canRun(self->env_)) self->callback_.MakeCallback(self->env_.Global(), {}, self->context_);
  }

  Napi::Env env_;
  Napi::FunctionReference callback_;
  Napi::AsyncContext context_;
  std::function<void()> closed_;
  uv_async_t async_{};
};

// A subscription of JavaScript's. It ends by end(), with the thread of Node's, or when it is garbage.
class EventsWrap : public Napi::ObjectWrap<EventsWrap> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Events",
                       {InstanceMethod("take", &EventsWrap::take), InstanceMethod("end", &EventsWrap::end)});
  }

  // new Events(procRoot, wake?)
  explicit EventsWrap(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    const std::string procRoot = textOf(info[0]);
    if (info[1].IsFunction()) {
      state_->waker = Waker::start(info.Env(), info[1].As<Napi::Function>());
      if (state_->waker == nullptr) return;
      auto* const waker = state_->waker;
      state_->subscription = std::make_unique<Subscription>(procRoot, [waker] { waker->wake(); });
      state_->self = new std::shared_ptr<State>(state_);
      napi_add_async_cleanup_hook(info.Env(), onTeardown, state_->self, &state_->hook);
    } else {
      state_->subscription = std::make_unique<Subscription>(procRoot, nullptr);
    }
  }

  ~EventsWrap() { state_->end(); }

 private:
  struct State {
    std::unique_ptr<Subscription> subscription;
    Waker* waker = nullptr;
    napi_async_cleanup_hook_handle hook = nullptr;
    // What the hook holds until it is gone.
    std::shared_ptr<State>* self = nullptr;

    void end() {
      subscription.reset();
      if (waker == nullptr) return;
      auto* const closing = std::exchange(waker, nullptr);
      closing->close([hook = hook, self = self] {
        napi_remove_async_cleanup_hook(hook);
        delete self;
      });
    }
  };

  static void onTeardown(napi_async_cleanup_hook_handle, void* data) {
    (*static_cast<std::shared_ptr<State>*>(data))->end();
  }

  // take(): NativeEventBatch; undefined once it has ended
  Napi::Value take(const Napi::CallbackInfo& info) {
    if (!state_->subscription) return info.Env().Undefined();
    const EventTake taken = state_->subscription->take();
    const Napi::Object batch = toBatch(info.Env(), taken);
    batch.Set("hasBegun", taken.hasBegun);
    return batch;
  }

  // end(): nothing is kept for it from now on
  void end(const Napi::CallbackInfo&) { state_->end(); }

  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace

void exportEvents(Napi::Env env, Napi::Object exports) { exports.Set("Events", EventsWrap::define(env)); }

}  // namespace ntop
