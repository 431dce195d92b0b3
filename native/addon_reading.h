#pragma once

#include <napi.h>

#include <functional>

#include "addon_values.h"
#include "addon_worker.h"
#include "errno_name.h"
#include "system/failure.h"

// What was read, or why it was not, for NativeReading of src/probe/addon.ts.
namespace ntop {

// { ok: false, code, subject }
inline Napi::Object toFailure(Napi::Env env, const Failure& failure) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("ok", false);
  object.Set("code", errnoName(failure.error));
  object.Set("subject", toText(env, failure.subject));
  return object;
}

// { ok: true, value }
inline Napi::Object toReading(Napi::Env env, Napi::Value value) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("ok", true);
  object.Set("value", value);
  return object;
}

template <typename Row>
Napi::Array toRows(Napi::Env env, const std::vector<Row>& rows, Napi::Object (*toObject)(Napi::Env, const Row&)) {
  Napi::Array array = Napi::Array::New(env, rows.size());
  for (uint32_t index = 0; index < rows.size(); ++index) array.Set(index, toObject(env, rows[index]));
  return array;
}

// Reads rows of a kind on a worker thread and resolves to a reading of them.
template <typename Row>
class RowsWorker : public AsyncWork {
 public:
  using Read = std::function<Failure(std::vector<Row>&)>;
  using ToObject = Napi::Object (*)(Napi::Env, const Row&);

  static Napi::Value start(Napi::Env env, Read read, ToObject toObject) {
    auto* worker = new RowsWorker<Row>(env, std::move(read), toObject);
    worker->Queue();
    return worker->deferred_.Promise();
  }

 private:
  RowsWorker(Napi::Env env, Read read, ToObject toObject)
      : AsyncWork(env), deferred_(env), read_(std::move(read)), toObject_(toObject) {}
  void Execute() override { failure_ = read_(rows_); }
  void OnOK() override {
    if (failure_) return deferred_.Resolve(toFailure(Env(), failure_));
    deferred_.Resolve(toReading(Env(), toRows(Env(), rows_, toObject_)));
  }
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

  Napi::Promise::Deferred deferred_;
  const Read read_;
  const ToObject toObject_;
  std::vector<Row> rows_;
  Failure failure_;
};

}  // namespace ntop
