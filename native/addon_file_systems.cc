#include <pthread.h>

#include <memory>
#include <string>

#include "addon_calls.h"
#include "addon_reading.h"
#include "addon_worker.h"
#include "proc/utf16.h"
#include "system/disks.h"
#include "system/file_systems.h"

// Disks and file systems for src/library.
namespace ntop {

namespace {

Napi::Object toObject(Napi::Env env, const DiskCounters& disk) {
  const proc::Disk& counters = disk.counters;
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", toText(env, disk.name));
  object.Set("whole", disk.whole);
  object.Set("reads", toNumber(env, counters.reads));
  object.Set("writes", toNumber(env, counters.writes));
  object.Set("readBytes", toNumber(env, counters.readBytes));
  object.Set("writeBytes", toNumber(env, counters.writeBytes));
  object.Set("mergedReads", toNumber(env, counters.mergedReads));
  object.Set("mergedWrites", toNumber(env, counters.mergedWrites));
  object.Set("readMilliseconds", toNumber(env, counters.readMilliseconds));
  object.Set("writeMilliseconds", toNumber(env, counters.writeMilliseconds));
  object.Set("busyMilliseconds", toNumber(env, counters.busyMilliseconds));
  return object;
}

Napi::Object toObject(Napi::Env env, const MountedFileSystem& mounted) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("device", toText(env, mounted.mount.device));
  object.Set("mountPoint", toText(env, mounted.mount.mountPoint));
  object.Set("type", toText(env, mounted.mount.type));
  object.Set("options", toText(env, mounted.mount.options));
  object.Set("onDisk", mounted.onDisk);
  return object;
}

// readDiskCounters(procRoot, sysRoot), readMounts(procRoot, sysRoot): Promise<NativeReading<… []>>
template <typename Row, Failure (*readRows)(const std::string&, const std::string&, std::vector<Row>&)>
Napi::Value startRows(const Napi::CallbackInfo& info) {
  const auto read = [procRoot = info[0].ToString().Utf8Value(),
                     sysRoot = info[1].ToString().Utf8Value()](std::vector<Row>& rows) {
    return readRows(procRoot, sysRoot, rows);
  };
  return RowsWorker<Row>::start(info.Env(), read, toObject);
}

struct SpaceCall;
void settle(Napi::Env env, Napi::Function, std::nullptr_t*, SpaceCall* call);
using SpaceDoor = Napi::TypedThreadSafeFunction<std::nullptr_t, SpaceCall, settle>;

struct SpaceCall {
  SpaceCall(Napi::Env env, std::string asked)
      : deferred(env), door(SpaceDoor::New(env, "readSpace", 0, 1)), path(std::move(asked)) {}

  Napi::Promise::Deferred deferred;
  SpaceDoor door;
  const std::string path;
  Failure failure;
  Space space;
};

// On the main thread; without `env` when it is about to end.
void settle(Napi::Env env, Napi::Function, std::nullptr_t*, SpaceCall* call) {
  const std::unique_ptr<SpaceCall> owned(call);
  if (env == nullptr || !canRun(env)) return;
  if (call->failure) return call->deferred.Resolve(toFailure(env, call->failure));
  Napi::Object object = Napi::Object::New(env);
  object.Set("totalBytes", call->space.totalBytes);
  object.Set("freeBytes", call->space.freeBytes);
  object.Set("availableBytes", call->space.availableBytes);
  call->deferred.Resolve(toReading(env, object));
}

void* runSpaceCall(void* argument) {
  auto* call = static_cast<SpaceCall*>(argument);
  call->failure = readSpace(call->path, call->space);
  SpaceDoor door = call->door;  // the call may be gone once it is handed over
  if (door.BlockingCall(call) == napi_ok) {
    door.Release();
  } else {
    delete call;  // Node ends, and takes nothing more
  }
  return nullptr;
}

int startThread(SpaceCall* call) {
  constexpr size_t kStackBytes = 256u << 10;
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return error;
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread{};
  error = pthread_create(&thread, &attributes, runSpaceCall, call);
  pthread_attr_destroy(&attributes);
  return error;
}

// readSpace(path): Promise<NativeReading<NativeSpace>>. On a thread of its own: one that waits for a dead server for ever
// must take none of the few that all else in Node shares, nor one that Node waits for when it ends.
Napi::Value startSpace(const Napi::CallbackInfo& info) {
  auto* call = new SpaceCall(info.Env(), proc::encodeUtf8(info[0].ToString().Utf16Value()));
  const Napi::Promise promise = call->deferred.Promise();
  const int error = startThread(call);
  if (error == 0) return promise;
  call->door.Release();
  call->failure = {error, call->path};
  settle(info.Env(), {}, nullptr, call);
  return promise;
}

}  // namespace

void exportFileSystems(Napi::Env env, Napi::Object exports) {
  exports.Set("readDiskCounters", Napi::Function::New<startRows<DiskCounters, readDiskCounters>>(env));
  exports.Set("readMounts", Napi::Function::New<startRows<MountedFileSystem, readMounts>>(env));
  exports.Set("readSpace", Napi::Function::New<startSpace>(env));
}

}  // namespace ntop
