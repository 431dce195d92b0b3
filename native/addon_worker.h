#pragma once

#include <napi.h>

namespace ntop {

// Whether JavaScript may be called: no longer once a thread of Node's is ending, although what is under way still ends.
inline bool canRun(napi_env env) {
  napi_value global = nullptr;
  napi_value name = nullptr;
  bool has = false;
  return napi_get_global(env, &global) == napi_ok && napi_create_string_utf8(env, "", 0, &name) == napi_ok &&
         napi_has_property(env, global, name, &has) == napi_ok;
}

// Work on another thread whose end nobody hears of when the thread that asked is ending.
class AsyncWork : public Napi::AsyncWorker {
 protected:
  explicit AsyncWork(Napi::Env env) : AsyncWorker(env) {}

  void OnWorkComplete(Napi::Env env, napi_status status) override {
    const Napi::HandleScope scope(env);
    AsyncWorker::OnWorkComplete(env, canRun(env) ? status : napi_cancelled);
  }
};

}  // namespace ntop
