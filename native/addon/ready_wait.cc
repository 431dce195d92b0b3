#include "ready_wait.h"

#include <cerrno>
#include <utility>

namespace ntop {

Napi::Promise ReadyWait::start(Napi::Env env, std::shared_ptr<ReadyWait*> current, std::shared_ptr<void> keep, int fd,
                               int events) {
  auto* wait = new ReadyWait(env, std::move(current), std::move(keep));
  const Napi::Promise promise = wait->deferred_.Promise();
  const int refused = wait->arm(fd, events);
  if (refused != 0) {
    wait->deferred_.Resolve(Napi::Number::New(env, refused));
    delete wait;
  }
  return promise;
}

ReadyWait::ReadyWait(Napi::Env env, std::shared_ptr<ReadyWait*> current, std::shared_ptr<void> keep)
    : deferred_(env), context_(env, "ntop:wait"), current_(std::move(current)), keep_(std::move(keep)) {}

// An errno; after it nothing has to be closed.
int ReadyWait::arm(int fd, int events) {
  uv_loop_t* loop = nullptr;
  if (napi_get_uv_event_loop(deferred_.Env(), &loop) != napi_ok) return EINVAL;
  const int refused = uv_poll_init(loop, &poll_, fd);
  if (refused != 0) return -refused;
  poll_.data = this;
  // Does not fail once it is initialised.
  uv_poll_start(&poll_, events, onReady);
  napi_add_async_cleanup_hook(deferred_.Env(), onTeardown, this, &hook_);
  *current_ = this;
  return 0;
}

void ReadyWait::finish(int error) {
  deferred_.Resolve(Napi::Number::New(deferred_.Env(), error));
  close();
}

void ReadyWait::onReady(uv_poll_t* poll, int, int) {
  auto* wait = static_cast<ReadyWait*>(poll->data);
  const Napi::Env env = wait->deferred_.Env();
  const Napi::HandleScope handles(env);
  const Napi::CallbackScope callback(env, wait->context_);
  wait->finish(0);
}

// The thread ends: its loop may not keep a handle, and no promise can be settled.
void ReadyWait::onTeardown(napi_async_cleanup_hook_handle, void* wait) { static_cast<ReadyWait*>(wait)->close(); }

void ReadyWait::close() {
  auto* handle = reinterpret_cast<uv_handle_t*>(&poll_);
  if (uv_is_closing(handle) != 0) return;
  *current_ = nullptr;
  uv_close(handle, [](uv_handle_t* closed) {
    auto* wait = static_cast<ReadyWait*>(closed->data);
    const auto hook = wait->hook_;
    delete wait;
    napi_remove_async_cleanup_hook(hook);
  });
}

}  // namespace ntop
