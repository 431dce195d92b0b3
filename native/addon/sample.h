#pragma once

#include <napi.h>

#include "columns.h"
#include "../engine/engine.h"

namespace ntop {

// JavaScript's copy of the process columns.
class ProcessViews {
 public:
  // Copies what changed since the last copy; the same arrays as last time unless there are more slots than they hold.
  Napi::Object copy(Napi::Env env, ProcessTable& table);

  // The rows that it found changed, ascending: at least those that changed since the sample before.
  Napi::Int32Array changedRows(Napi::Env env) const;

 private:
  uint64_t version_ = 0;  // what the copy holds, as the table counts changes
  std::vector<size_t> rows_;
  ColumnViews<ProcessColumns> views_;
};

// [{ name, chosen, why }]
Napi::Array toCapabilities(Napi::Env env, const Engine& engine);

// What the last sample did: { ran, read, born, died, probed, listed, syscalls }
Napi::Object toCounts(Napi::Env env, const Engine& engine);

// New names of users: [uid, name, uid, name …].
Napi::Array takeUserNames(Napi::Env env, UserNames& userNames);

// [number, number, number], undefined when there is none.
Napi::Value toLoad(Napi::Env env, const std::optional<std::array<double, 3>>& load);

// Rows of eleven: the CPU's number (-1: all together), then seconds in the kernel's order.
Napi::Float64Array toCpus(Napi::Env env, const proc::SystemStat& stat);

// SystemCounters of src/model/machine/snapshot.ts, but for the CPUs, which come as toCpus makes them.
Napi::Object toObject(Napi::Env env, const System& system, double scanMilliseconds);

}  // namespace ntop
