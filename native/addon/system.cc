#include <fcntl.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "arguments.h"
#include "calls.h"
#include "reading.h"
#include "sample.h"
#include "../io/file.h"
#include "../proc/memory.h"
#include "../proc/system_files.h"
#include "../proc/system_stat.h"
#include "../system/cpus.h"
#include "../system/memory.h"

// CPUs, memory and load for src/library. These are files that the kernel writes without waiting for anybody, so they are
// read at once.
namespace ntop {

namespace {

// A file is there and does not say what it should.
Napi::Value refuseContents(Napi::Env env, const std::string& path) { return toFailure(env, {ENODATA, path}); }

// readStat(procRoot): NativeReading<NativeStat>
Napi::Value readStat(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = textOf(info[0]) + "/stat";
  std::string text;
  if (const Failure failure = readText(path, text)) return toFailure(env, failure);
  const proc::SystemStat stat = proc::parseSystemStat(text);
  Napi::Object object = Napi::Object::New(env);
  object.Set("hasTotal", stat.total.has_value());
  object.Set("cpus", toCpus(env, stat));
  object.Set("bootTimeSeconds", toNumber(env, stat.bootTimeSeconds));
  object.Set("contextSwitches", toNumber(env, stat.contextSwitches));
  object.Set("interrupts", toNumber(env, stat.interrupts));
  object.Set("softInterrupts", toNumber(env, stat.softInterrupts));
  return toReading(env, object);
}

// readLoad(procRoot): NativeReading<[number, number, number]>
Napi::Value readLoad(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = textOf(info[0]) + "/loadavg";
  std::string text;
  if (const Failure failure = readText(path, text)) return toFailure(env, failure);
  const Napi::Value load = toLoad(env, proc::parseLoad(text));
  return load.IsUndefined() ? refuseContents(env, path) : toReading(env, load);
}

Napi::Object toObject(Napi::Env env, const MemoryBytes& memory) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("total", memory.total);
  object.Set("free", memory.free);
  object.Set("available", memory.available);
  object.Set("buffers", memory.buffers);
  object.Set("cached", memory.cached);
  object.Set("active", memory.active);
  object.Set("inactive", memory.inactive);
  object.Set("shared", memory.shared);
  object.Set("slab", memory.slab);
  object.Set("swapTotal", memory.swapTotal);
  object.Set("swapFree", memory.swapFree);
  return object;
}

// readMemory(procRoot): NativeReading<NativeMemory>
Napi::Value readMemory(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string procRoot = textOf(info[0]);
  std::string text;
  if (const Failure failure = readText(procRoot + "/meminfo", text)) return toFailure(env, failure);
  const UniqueFd directory = openDirectory(AT_FDCWD, procRoot.c_str());
  const auto memory = toMemoryBytes(directory.get(), text);
  return memory ? toReading(env, toObject(env, *memory)) : refuseContents(env, procRoot + "/meminfo");
}

// readSwapTraffic(procRoot): NativeReading<{ inBytes, outBytes }>
Napi::Value readSwapTraffic(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = textOf(info[0]) + "/vmstat";
  std::string text;
  if (const Failure failure = readText(path, text)) return toFailure(env, failure);
  const proc::VmStat stat = proc::parseVmStat(text);
  if (!stat.swappedInPages || !stat.swappedOutPages) return refuseContents(env, path);
  const auto pageBytes = static_cast<double>(sysconf(_SC_PAGESIZE));
  Napi::Object object = Napi::Object::New(env);
  object.Set("inBytes", static_cast<double>(*stat.swappedInPages) * pageBytes);
  object.Set("outBytes", static_cast<double>(*stat.swappedOutPages) * pageBytes);
  return toReading(env, object);
}

// readSwapSpace(): { total, free }
Napi::Value readSwapSpace(const Napi::CallbackInfo& info) {
  struct sysinfo system {};
  sysinfo(&system);
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("total", static_cast<double>(system.totalswap) * system.mem_unit);
  object.Set("free", static_cast<double>(system.freeswap) * system.mem_unit);
  return object;
}

// countCpus(procRoot, sysRoot, logical): number | undefined
Napi::Value countCpus(const Napi::CallbackInfo& info) {
  const std::string procRoot = textOf(info[0]);
  const std::string sysRoot = textOf(info[1]);
  const bool logical = flagOf(info[2]);
  return toNumber(info.Env(), logical ? ntop::countCpus(procRoot, sysRoot) : countCores(procRoot, sysRoot));
}

Napi::Object toObject(Napi::Env env, const CpuFrequency& frequency) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("cpu", frequency.cpu);
  object.Set("megahertz", toNumber(env, frequency.megahertz));
  object.Set("leastMegahertz", toNumber(env, frequency.leastMegahertz));
  object.Set("mostMegahertz", toNumber(env, frequency.mostMegahertz));
  return object;
}

// readFrequencies(procRoot, sysRoot): Promise<NativeReading<NativeFrequency[]>>
Napi::Value startFrequencies(const Napi::CallbackInfo& info) {
  const auto read = [procRoot = textOf(info[0]), sysRoot = textOf(info[1])](std::vector<CpuFrequency>& frequencies) {
    frequencies = readFrequencies(procRoot, sysRoot);
    return Failure();
  };
  return startRows<CpuFrequency>(info.Env(), read, toObject);
}

}  // namespace

void exportSystem(Napi::Env env, Napi::Object exports) {
  exports.Set("readStat", Napi::Function::New<readStat>(env));
  exports.Set("readLoad", Napi::Function::New<readLoad>(env));
  exports.Set("readMemory", Napi::Function::New<readMemory>(env));
  exports.Set("readSwapTraffic", Napi::Function::New<readSwapTraffic>(env));
  exports.Set("readSwapSpace", Napi::Function::New<readSwapSpace>(env));
  exports.Set("countCpus", Napi::Function::New<countCpus>(env));
  exports.Set("readFrequencies", Napi::Function::New<startFrequencies>(env));
}

}  // namespace ntop
