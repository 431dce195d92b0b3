#include "sample.h"

#include <unistd.h>

#include <cmath>

#include "values.h"

namespace ntop {

namespace {

Napi::Value toPressure(Napi::Env env, const std::optional<PressureMicroseconds>& pressure) {
  if (!pressure) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("someMicroseconds", toNumber(env, pressure->some));
  object.Set("fullMicroseconds", toNumber(env, pressure->full));
  return object;
}

Napi::Value toMemory(Napi::Env env, const std::optional<MemoryBytes>& memory) {
  if (!memory) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("totalBytes", memory->total);
  object.Set("freeBytes", memory->free);
  object.Set("availableBytes", memory->available);
  object.Set("buffersBytes", memory->buffers);
  object.Set("cachedBytes", memory->cached);
  object.Set("sharedBytes", memory->shared);
  object.Set("slabBytes", memory->slab);
  object.Set("swapTotalBytes", memory->swapTotal);
  object.Set("swapFreeBytes", memory->swapFree);
  object.Set("swapCachedBytes", memory->swapCached);
  object.Set("unreclaimableSlabBytes", memory->unreclaimableSlab);
  object.Set("kernelStackBytes", memory->kernelStack);
  object.Set("pageTableBytes", memory->pageTable);
  object.Set("perCpuBytes", memory->perCpu);
  object.Set("hugePageBytes", memory->hugePage);
  object.Set("dirtyBytes", memory->dirty);
  object.Set("writebackBytes", memory->writeback);
  object.Set("zswapUsedBytes", memory->zswapUsed);
  object.Set("zswapStoredBytes", memory->zswapStored);
  return object;
}

Napi::Value toZram(Napi::Env env, const std::optional<ZramBytes>& zram) {
  if (!zram) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("usedBytes", toNumber(env, zram->used));
  object.Set("storedBytes", toNumber(env, zram->stored));
  return object;
}

Napi::Array toDisks(Napi::Env env, const std::vector<DiskBytes>& disks) {
  Napi::Array array = Napi::Array::New(env);
  for (const DiskBytes& disk : disks) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", toText(env, disk.name));
    object.Set("readBytes", toNumber(env, disk.read));
    object.Set("writeBytes", toNumber(env, disk.written));
    object.Set("busyMilliseconds", disk.busyMilliseconds ? static_cast<double>(*disk.busyMilliseconds) : NAN);
    array.Set(array.Length(), object);
  }
  return array;
}

Napi::Array toInterfaces(Napi::Env env, const std::vector<InterfaceBytes>& interfaces) {
  Napi::Array array = Napi::Array::New(env);
  for (const InterfaceBytes& found : interfaces) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", toText(env, found.name));
    object.Set("receivedBytes", toNumber(env, found.received));
    object.Set("sentBytes", toNumber(env, found.sent));
    object.Set("counted", found.counted);
    array.Set(array.Length(), object);
  }
  return array;
}

}  // namespace

Napi::Value toLoad(Napi::Env env, const std::optional<std::array<double, 3>>& load) {
  if (!load) return env.Undefined();
  Napi::Array array = Napi::Array::New(env, load->size());
  for (uint32_t index = 0; index < load->size(); ++index) array.Set(index, (*load)[index]);
  return array;
}

Napi::Float64Array toCpus(Napi::Env env, const proc::SystemStat& stat) {
  const auto ticksPerSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  std::vector<proc::CpuTicks> cpus = stat.cpus;
  if (stat.total) cpus.insert(cpus.begin(), *stat.total);
  Napi::Float64Array rows = Napi::Float64Array::New(env, cpus.size() * (1 + proc::CpuTicks::kColumns));
  if (rows.Data() == nullptr) return rows;  // this thread of Node's is ending
  size_t next = 0;
  for (const proc::CpuTicks& cpu : cpus) {
    rows[next++] = cpu.id;
    for (const uint64_t ticks : cpu.ticks) {
      rows[next++] = ticks == proc::CpuTicks::kUnknownTicks ? NAN : static_cast<double>(ticks) / ticksPerSecond;
    }
  }
  return rows;
}

Napi::Object ProcessViews::copy(Napi::Env env, ProcessTable& table) {
  const size_t slots = static_cast<size_t>(table.slots());
  rows_.clear();
  for (size_t slot = 0; slot < slots; ++slot) {
    if (table.changedSince(static_cast<int>(slot), version_)) rows_.push_back(slot);
  }
  version_ = table.closeVersion();
  return views_.copyRows(env, table.columns, slots, rows_);
}

Napi::Int32Array ProcessViews::changedRows(Napi::Env env) const {
  Napi::Int32Array rows = Napi::Int32Array::New(env, rows_.size());
  if (rows.Data() == nullptr) return rows;  // this thread of Node's is ending
  for (size_t index = 0; index < rows_.size(); ++index) rows[index] = static_cast<int32_t>(rows_[index]);
  return rows;
}

Napi::Array takeUserNames(Napi::Env env, UserNames& userNames) {
  Napi::Array pairs = Napi::Array::New(env);
  uint32_t next = 0;
  for (const auto& [uid, name] : userNames.takeNew()) {
    pairs.Set(next++, uid);
    pairs.Set(next++, toText(env, name));
  }
  return pairs;
}

Napi::Array toCapabilities(Napi::Env env, const Engine& engine) {
  Napi::Array array = Napi::Array::New(env);
  for (const Capability& capability : engine.capabilities()) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", capability.name);
    object.Set("chosen", toText(env, capability.chosen));
    object.Set("why", toText(env, capability.why));
    array.Set(array.Length(), object);
  }
  return array;
}

Napi::Object toCounts(Napi::Env env, const Engine& engine) {
  const ScanCounts& counts = engine.counts();
  Napi::Object object = Napi::Object::New(env);
  object.Set("ran", counts.ran);
  object.Set("read", counts.read);
  object.Set("born", counts.born);
  object.Set("died", counts.died);
  object.Set("probed", counts.probed);
  object.Set("listed", counts.listed);
  object.Set("syscalls", static_cast<double>(engine.syscalls()));
  return object;
}

Napi::Object toObject(Napi::Env env, const System& system, double scanMilliseconds) {
  const auto ticksPerSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  Napi::Object pressure = Napi::Object::New(env);
  pressure.Set("cpu", toPressure(env, system.cpuPressure));
  pressure.Set("memory", toPressure(env, system.memoryPressure));
  pressure.Set("io", toPressure(env, system.ioPressure));

  Napi::Object object = Napi::Object::New(env);
  object.Set("hostname", toText(env, system.hostname));
  object.Set("wallClockMilliseconds", system.wallClockMilliseconds);
  object.Set("monotonicSeconds", system.monotonicSeconds);
  object.Set("uptimeSeconds", toNumber(env, system.uptimeSeconds));
  object.Set("bootTimeSeconds", toNumber(env, system.bootSeconds));
  object.Set("ticksPerSecond", ticksPerSecond);
  object.Set("scanMilliseconds", scanMilliseconds);
  object.Set("cpus", toCpus(env, system.stat));
  object.Set("memory", toMemory(env, system.memory));
  object.Set("zram", toZram(env, system.zram));
  object.Set("load", toLoad(env, system.load));
  object.Set("running", toNumber(env, system.running));
  object.Set("pressure", pressure);
  object.Set("disks", toDisks(env, system.disks));
  object.Set("interfaces", toInterfaces(env, system.interfaces));
  object.Set("forks", toNumber(env, system.stat.forks));
  object.Set("oomKills", toNumber(env, system.oomKills));
  return object;
}

}  // namespace ntop
