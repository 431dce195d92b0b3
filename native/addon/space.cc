#include <string>
#include <utility>

#include "aside.h"
#include "calls.h"
#include "reading.h"
#include "../proc/utf16.h"
#include "../system/file_systems.h"

// The space of a file system for src/library.
namespace ntop {

namespace {

Napi::Value toValue(Napi::Env env, const std::pair<Failure, Space>& found) {
  const auto& [failure, space] = found;
  if (failure) return toFailure(env, failure);
  Napi::Object object = Napi::Object::New(env);
  object.Set("totalBytes", space.totalBytes);
  object.Set("freeBytes", space.freeBytes);
  object.Set("availableBytes", space.availableBytes);
  object.Set("inodes", space.inodes);
  object.Set("freeInodes", space.freeInodes);
  return toReading(env, object);
}

// readSpace(path): Promise<NativeReading<NativeSpace>>
Napi::Value startSpace(const Napi::CallbackInfo& info) {
  const auto read = [path = proc::encodeUtf8(info[0].As<Napi::String>().Utf16Value())] {
    std::pair<Failure, Space> found;
    found.first = readSpace(path, found.second);
    return found;
  };
  return startAside(info.Env(), read, [](const Napi::Promise::Deferred& deferred, const auto& found) {
    deferred.Resolve(toValue(deferred.Env(), found));
  });
}

}  // namespace

void exportSpace(Napi::Env env, Napi::Object exports) {
  exports.Set("readSpace", Napi::Function::New<startSpace>(env));
}

}  // namespace ntop
