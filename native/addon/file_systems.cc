#include <algorithm>
#include <string>

#include "arguments.h"
#include "calls.h"
#include "reading.h"
#include "../system/disks.h"
#include "../system/file_systems.h"

// Disks and file systems for src/library.
namespace ntop {

namespace {

// { names, whole, figures }: kDiskFigureNames of one disk, of the next …, NaN where unknown.
Napi::Object toTable(Napi::Env env, const std::vector<DiskCounters>& disks) {
  Napi::Array names = Napi::Array::New(env, disks.size());
  Napi::Array whole = Napi::Array::New(env, disks.size());
  Napi::Float64Array figures = Napi::Float64Array::New(env, disks.size() * kDiskFigures);
  double* next = figures.Data();
  for (uint32_t index = 0; next != nullptr && index < disks.size(); ++index) {
    names.Set(index, toText(env, disks[index].name));
    whole.Set(index, Napi::Boolean::New(env, disks[index].whole));
    next = std::copy_n(figuresOf(disks[index].counters).begin(), kDiskFigures, next);
  }
  Napi::Object table = Napi::Object::New(env);
  table.Set("names", names);
  table.Set("whole", whole);
  table.Set("figures", figures);
  return table;
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

// readDiskCounters(procRoot, sysRoot, findsWhole), readMounts(procRoot, sysRoot): Promise<NativeReading<… []>>
Napi::Value startDisks(const Napi::CallbackInfo& info) {
  const std::string procRoot = textOf(info[0]);
  const std::string sysRoot = textOf(info[1]);
  const auto read = [procRoot, sysRoot, findsWhole = flagOf(info[2])](std::vector<DiskCounters>& disks) {
    return readDiskCounters(procRoot, sysRoot, findsWhole, disks);
  };
  // Other trees may lie on a server.
  if (procRoot == "/proc" && sysRoot == "/sys") return readNow<std::vector<DiskCounters>>(info.Env(), read, toTable);
  return startReading<std::vector<DiskCounters>>(info.Env(), read, toTable);
}

Napi::Value startMounts(const Napi::CallbackInfo& info) {
  const auto read = [procRoot = textOf(info[0]), sysRoot = textOf(info[1])](std::vector<MountedFileSystem>& mounts) {
    return readMounts(procRoot, sysRoot, mounts);
  };
  return startRows<MountedFileSystem>(info.Env(), read, toObject);
}

}  // namespace

void exportFileSystems(Napi::Env env, Napi::Object exports) {
  exports.Set("readDiskCounters", Napi::Function::New<startDisks>(env));
  exports.Set("readMounts", Napi::Function::New<startMounts>(env));
}

}  // namespace ntop
