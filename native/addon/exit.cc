#include <uv.h>

#include <memory>

#include "arguments.h"
#include "calls.h"
#include "../io/file.h"
#include "../process/process_exit.h"

// Waits for the end of a process on the caller's event loop.
namespace ntop {

namespace {

// Owns a pidfd that it waits for. Lives until libuv has let go of it.
class ExitWatch {
 public:
  // Calls `callback` once when the process ends. 0, or a negative errno: then the pidfd stays the caller's.
  static int start(Napi::Env env, int pidfd, Napi::Function callback, ExitWatch*& watch) {
    uv_loop_t* loop = nullptr;
    if (napi_get_uv_event_loop(env, &loop) != napi_ok) return UV_ENOSYS;
    auto created = std::make_unique<ExitWatch>(env, callback);
    const int error = uv_poll_init(loop, &created->poll_, pidfd);
    if (error != 0) return error;
    watch = created.release();
    watch->pidfd_ = UniqueFd(pidfd);
    watch->poll_.data = watch;
    napi_add_async_cleanup_hook(env, onTeardown, watch, &watch->hook_);
    uv_poll_start(&watch->poll_, UV_READABLE, onEvent);
    return 0;
  }

  ExitWatch(Napi::Env env, Napi::Function callback) : env_(env), callback_(Napi::Persistent(callback)) {}

  void close() {
    if (closing_) return;
    closing_ = true;
    callback_.Reset();
    uv_close(reinterpret_cast<uv_handle_t*>(&poll_), onClosed);
  }

 private:
  static void onEvent(uv_poll_t* poll, int, int) {
    auto* watch = static_cast<ExitWatch*>(poll->data);
    uv_poll_stop(poll);
    const Napi::HandleScope scope(watch->env_);
    watch->callback_.Value().MakeCallback(watch->env_.Global(), {});
  }

  // The thread ends during a wait.
  static void onTeardown(napi_async_cleanup_hook_handle, void* data) { static_cast<ExitWatch*>(data)->close(); }

  static void onClosed(uv_handle_t* handle) {
    auto* watch = static_cast<ExitWatch*>(handle->data);
    napi_remove_async_cleanup_hook(watch->hook_);
    delete watch;
  }

  Napi::Env env_;
  UniqueFd pidfd_;
  Napi::FunctionReference callback_;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  uv_poll_t poll_{};
  bool closing_ = false;
};

// keepHandle(handle): the handle, closed by dropHandle, by the garbage collection, or with the thread
Napi::Value keepHandle(const Napi::CallbackInfo& info) {
  const auto close = [](Napi::Env, UniqueFd* kept) { delete kept; };
  return Napi::External<UniqueFd>::New(info.Env(), new UniqueFd(integerOf(info[0])), close);
}

UniqueFd& keptBy(const Napi::Value& value) { return *value.As<Napi::External<UniqueFd>>().Data(); }

// dropHandle(kept): closes it now
void dropHandle(const Napi::CallbackInfo& info) { const UniqueFd closed = std::move(keptBy(info[0])); }

// exitOf(handle): { ended, reaped, own, code }; takes one that is kept too
Napi::Value readExit(const Napi::CallbackInfo& info) {
  const Exit exit = exitOf(info[0].IsExternal() ? keptBy(info[0]).get() : integerOf(info[0]));
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("ended", exit.ended);
  object.Set("reaped", exit.reaped);
  object.Set("own", exit.own);
  if (exit.code) object.Set("code", *exit.code);
  return object;
}

// watchExit(handle, callback): a token for unwatchExit, or a negative errno
Napi::Value watchExit(const Napi::CallbackInfo& info) {
  ExitWatch* watch = nullptr;
  const int error = ExitWatch::start(info.Env(), integerOf(info[0]), info[1].As<Napi::Function>(), watch);
  if (error != 0) return Napi::Number::New(info.Env(), error);
  return Napi::External<ExitWatch>::New(info.Env(), watch);
}

// unwatchExit(token): once; closes the handle too
void unwatchExit(const Napi::CallbackInfo& info) { info[0].As<Napi::External<ExitWatch>>().Data()->close(); }

}  // namespace

void exportExit(Napi::Env env, Napi::Object exports) {
  exports.Set("exitOf", Napi::Function::New<readExit>(env));
  exports.Set("keepHandle", Napi::Function::New<keepHandle>(env));
  exports.Set("dropHandle", Napi::Function::New<dropHandle>(env));
  exports.Set("watchExit", Napi::Function::New<watchExit>(env));
  exports.Set("unwatchExit", Napi::Function::New<unwatchExit>(env));
}

}  // namespace ntop
