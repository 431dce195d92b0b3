#pragma once

#include <napi.h>

#include <utility>
#include <vector>

#include "values.h"
#include "aside.h"
#include "worker.h"
#include "../io/errno_name.h"
#include "../system/failure.h"

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

// Reads at once and promises the reading: for files that the kernel writes from its memory, which takes less time than to
// pass the question to another thread. read: (found) -> Failure; toValue: (env, found) -> a value
template <typename Found, typename Read, typename ToValue>
Napi::Promise readNow(Napi::Env env, Read read, ToValue toValue) {
  const auto deferred = Napi::Promise::Deferred::New(env);
  Found found;
  const Failure failure = read(found);
  deferred.Resolve(failure ? toFailure(env, failure) : toReading(env, toValue(env, found)));
  return deferred.Promise();
}

// The same on another thread, for what may hang.
template <typename Found, typename Read, typename ToValue>
Napi::Promise startReading(Napi::Env env, Read read, ToValue toValue) {
  using Result = std::pair<Failure, Found>;
  const auto work = [read = std::move(read)] {
    Result result;
    result.first = read(result.second);
    return result;
  };
  return startWork(env, work, [toValue](const Napi::Promise::Deferred& deferred, const Result& result) {
    const Napi::Env env = deferred.Env();
    deferred.Resolve(result.first ? toFailure(env, result.first) : toReading(env, toValue(env, result.second)));
  });
}

// Both for rows of a kind.
template <typename Row, typename Read>
Napi::Promise readRowsNow(Napi::Env env, Read read, Napi::Object (*toObject)(Napi::Env, const Row&)) {
  const auto toValue = [toObject](Napi::Env env, const std::vector<Row>& rows) { return toRows(env, rows, toObject); };
  return readNow<std::vector<Row>>(env, std::move(read), toValue);
}

template <typename Row, typename Read>
Napi::Promise startRows(Napi::Env env, Read read, Napi::Object (*toObject)(Napi::Env, const Row&)) {
  const auto toValue = [toObject](Napi::Env env, const std::vector<Row>& rows) { return toRows(env, rows, toObject); };
  return startReading<std::vector<Row>>(env, std::move(read), toValue);
}

// Reads something of a process on a thread of its own and resolves to { ok: true, [name]: … }, or to why not as toOutcome
// has it. read: (result) -> Outcome
template <typename Result, typename Read, typename Value>
Napi::Promise startInspection(Napi::Env env, const char* name, Read read, Value (*toValue)(Napi::Env, const Result&)) {
  using Found = std::pair<Outcome, Result>;
  const auto work = [read = std::move(read)] {
    Found found;
    found.first = read(found.second);
    return found;
  };
  return startAside(env, work, [name, toValue](const Napi::Promise::Deferred& deferred, const Found& found) {
    Napi::Object object = toOutcome(deferred.Env(), found.first);
    if (found.first.error == 0) object.Set(name, toValue(deferred.Env(), found.second));
    deferred.Resolve(object);
  });
}

}  // namespace ntop
