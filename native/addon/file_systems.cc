#include <string>

#include "arguments.h"
#include "calls.h"
#include "reading.h"
#include "../system/disks.h"
#include "../system/file_systems.h"

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
Napi::Value startReading(const Napi::CallbackInfo& info) {
  const auto read = [procRoot = textOf(info[0]), sysRoot = textOf(info[1])](std::vector<Row>& rows) {
    return readRows(procRoot, sysRoot, rows);
  };
  return startRows<Row>(info.Env(), read, toObject);
}

}  // namespace

void exportFileSystems(Napi::Env env, Napi::Object exports) {
  exports.Set("readDiskCounters", Napi::Function::New<startReading<DiskCounters, readDiskCounters>>(env));
  exports.Set("readMounts", Napi::Function::New<startReading<MountedFileSystem, readMounts>>(env));
}

}  // namespace ntop
