#pragma once

#include <napi.h>
#include <uv.h>

#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

#include "../io/aside.h"
#include "../io/errno_name.h"
#include "worker.h"

namespace ntop {

// As PromisedWork, for work that may wait for ever: on a thread of its own, which is none of the few that all else in Node
// shares, nor one that Node waits for when it ends.
template <typename Work, typename Settle>
class PromisedAside {
 public:
  static Napi::Promise start(Napi::Env env, Work work, Settle settle) {
    auto* started = new PromisedAside(env, std::move(settle));
    const Napi::Promise promise = started->deferred_.Promise();
    if (!started->arm(env)) return promise;
    const auto answer = started->answer_;
    const int error = startThread([answer, work = std::move(work)] { answer->give(work()); });
    if (error != 0) started->refuse(error);
    return promise;
  }

 private:
  using Result = std::invoke_result_t<Work>;

  // Shared by the thread and the event loop; the last of the two frees it.
  struct Answer {
    std::mutex mutex;  // over all that follows
    uv_async_t* asker = nullptr;  // none once the thread of Node's that asked is ending
    std::optional<Result> result;

    void give(Result given) {
      const std::lock_guard<std::mutex> lock(mutex);
      result = std::move(given);
      if (asker != nullptr) uv_async_send(asker);
    }
  };

  PromisedAside(Napi::Env env, Settle settle)
      : deferred_(env), context_(env, "ntop:aside"), settle_(std::move(settle)), answer_(std::make_shared<Answer>()) {}

  // False if this Node thread is ending: then the result is dropped.
  bool arm(Napi::Env env) {
    uv_loop_t* loop = nullptr;
    if (napi_get_uv_event_loop(env, &loop) != napi_ok || uv_async_init(loop, &async_, onAnswer) != 0) {
      delete this;
      return false;
    }
    async_.data = this;
    answer_->asker = &async_;
    napi_add_async_cleanup_hook(env, onTeardown, this, &hook_);
    return true;
  }

  void refuse(int error) {
    deferred_.Reject(Napi::Error::New(deferred_.Env(), errnoName(error)).Value());
    close();
  }

  void close() {
    auto* handle = reinterpret_cast<uv_handle_t*>(&async_);
    if (uv_is_closing(handle) != 0) return;
    {
      const std::lock_guard<std::mutex> lock(answer_->mutex);
      answer_->asker = nullptr;
    }
    uv_close(handle, [](uv_handle_t* closed) {
      auto* self = static_cast<PromisedAside*>(closed->data);
      const auto hook = self->hook_;
      delete self;
      napi_remove_async_cleanup_hook(hook);
    });
  }

  static void onAnswer(uv_async_t* async) {
    auto* self = static_cast<PromisedAside*>(async->data);
    const Napi::Env env = self->deferred_.Env();
    const Napi::HandleScope handles(env);
    const auto answer = self->answer_;
    const auto settle = std::move(self->settle_);
    const Napi::Promise::Deferred deferred = self->deferred_;
    const Napi::CallbackScope callback(env, self->context_);
    self->close();
    if (canRun(env)) settle(deferred, *answer->result);
  }

  static void onTeardown(napi_async_cleanup_hook_handle, void* data) { static_cast<PromisedAside*>(data)->close(); }

  Napi::Promise::Deferred deferred_;
  Napi::AsyncContext context_;
  Settle settle_;
  const std::shared_ptr<Answer> answer_;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  uv_async_t async_{};
};

// work: () -> Result, and owns all that it touches; settle: (Deferred, Result) -> void
template <typename Work, typename Settle>
Napi::Promise startAside(Napi::Env env, Work work, Settle settle) {
  return PromisedAside<Work, Settle>::start(env, std::move(work), std::move(settle));
}

}  // namespace ntop
