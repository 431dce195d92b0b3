#pragma once

#include <napi.h>
#include <uv.h>

#include <memory>

namespace ntop {

// Waits in the event loop until a descriptor is ready or the wait is cancelled, and frees itself.
class ReadyWait {
 public:
  // Promise<errno>. `current` points to the wait as long as finish() may be called; `keep` is what owns the descriptor.
  // Errors and hang-ups end a wait unasked; what happened the next call to the descriptor will tell.
  static Napi::Promise start(Napi::Env env, std::shared_ptr<ReadyWait*> current, std::shared_ptr<void> keep, int fd,
                             int events);

  void finish(int error);

 private:
  ReadyWait(Napi::Env env, std::shared_ptr<ReadyWait*> current, std::shared_ptr<void> keep);

  int arm(int fd, int events);
  void close();
  static void onReady(uv_poll_t* poll, int status, int events);
  static void onTeardown(napi_async_cleanup_hook_handle hook, void* wait);

  uv_poll_t poll_{};
  napi_async_cleanup_hook_handle hook_ = nullptr;
  Napi::Promise::Deferred deferred_;
  Napi::AsyncContext context_;
  const std::shared_ptr<ReadyWait*> current_;
  const std::shared_ptr<void> keep_;
};

}  // namespace ntop
