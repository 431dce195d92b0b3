#pragma once

#include <napi.h>

#include <string>
#include <type_traits>
#include <utility>

#include "../io/errno_name.h"

namespace ntop {

// Whether JavaScript may be called: no longer once a thread of Node's is ending, although what is under way still ends.
inline bool canRun(napi_env env) {
  napi_value global = nullptr;
  napi_value name = nullptr;
  bool has = false;
  return napi_get_global(env, &global) == napi_ok && napi_create_string_utf8(env, "", 0, &name) == napi_ok &&
         napi_has_property(env, global, name, &has) == napi_ok;
}

// A promise for what `work` makes on another thread, where no JavaScript value may be touched; `settle` keeps it, back
// on this one. The end is not reported if the calling thread is ending.
template <typename Work, typename Settle>
class PromisedWork : public Napi::AsyncWorker {
 public:
  static Napi::Promise start(Napi::Env env, Work work, Settle settle) {
    auto* started = new PromisedWork(env, std::move(work), std::move(settle));
    started->Queue();
    return started->deferred_.Promise();
  }

 private:
  PromisedWork(Napi::Env env, Work work, Settle settle)
      : AsyncWorker(env), deferred_(env), work_(std::move(work)), settle_(std::move(settle)) {}
  void Execute() override { result_ = work_(); }
  void OnOK() override { settle_(deferred_, result_); }
  void OnWorkComplete(Napi::Env env, napi_status status) override {
    const Napi::HandleScope scope(env);
    AsyncWorker::OnWorkComplete(env, canRun(env) ? status : napi_cancelled);
  }

  Napi::Promise::Deferred deferred_;
  const Work work_;
  const Settle settle_;
  std::invoke_result_t<Work> result_;
};

// work: () -> Result; settle: (Deferred, Result) -> void
template <typename Work, typename Settle>
Napi::Promise startWork(Napi::Env env, Work work, Settle settle) {
  return PromisedWork<Work, Settle>::start(env, std::move(work), std::move(settle));
}

// The reason is a sentence; the errno's name is the error's code.
inline Napi::Promise reject(const Napi::Promise::Deferred& deferred, const std::string& reason, int error = 0) {
  const Napi::Error rejection = Napi::Error::New(deferred.Env(), reason);
  if (error != 0) rejection.Set("code", Napi::String::New(deferred.Env(), errnoName(error)));
  deferred.Reject(rejection.Value());
  return deferred.Promise();
}

// Why work has failed; no reason when it has not.
struct WorkFailure {
  WorkFailure() = default;
  WorkFailure(std::string why) : reason(std::move(why)) {}
  WorkFailure(std::string why, int errorNumber) : reason(std::move(why)), error(errorNumber) {}

  std::string reason;
  int error = 0;
};

// What an object does on other threads, one thing at a time; it stays alive and is busy until that has ended.
template <typename Owner>
class OwnWork {
 public:
  explicit OwnWork(Owner& owner) : owner_(owner) {}

  bool isBusy() const { return busy_; }

  // work: () -> WorkFailure, or its reason; finish: () -> the promise's value
  template <typename Work, typename Finish>
  Napi::Promise start(Work work, Finish finish) {
    busy_ = true;
    owner_.Ref();
    const auto settle = [this, finish = std::move(finish)](const Napi::Promise::Deferred& deferred,
                                                           const WorkFailure& failure) {
      busy_ = false;
      if (failure.reason.empty()) {
        deferred.Resolve(finish());
      } else {
        reject(deferred, failure.reason, failure.error);
      }
      owner_.Unref();
    };
    return startWork(owner_.Env(), std::move(work), settle);
  }

 private:
  Owner& owner_;
  bool busy_ = false;
};

}  // namespace ntop
