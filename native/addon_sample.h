#pragma once

#include <napi.h>

#include "engine/engine.h"

namespace ntop {

// JavaScript's copy of the columns: typed arrays over one buffer, made anew only when they must grow.
class ColumnViews {
 public:
  // Copies what changed since the last copy; the same arrays as last time unless there are more slots than they hold.
  Napi::Object copy(Napi::Env env, ProcessTable& table);

 private:
  void copyAll(const ProcessColumns& columns, size_t slots);
  void copyRows(const ProcessColumns& columns);

  uint64_t version_ = 0;   // what the copy holds, as the table counts changes
  std::vector<size_t> rows_;
  uint8_t* data_ = nullptr;
  size_t capacity_ = 0;
  Napi::ObjectReference views_;
};

// What changed in the texts since the last call: [slot, text, slot, text …]. Threads have no command line here.
Napi::Array takeTexts(Napi::Env env, ProcessTable& table, Text kind);

// [{ name, chosen, why }]
Napi::Array toCapabilities(Napi::Env env, const Engine& engine);

// What the last sample did: { ran, read, born, died, probed, listed, syscalls }
Napi::Object toCounts(Napi::Env env, const Engine& engine);

// New names of users: [uid, name, uid, name …].
Napi::Array takeUserNames(Napi::Env env, UserNames& userNames);

// SystemCounters of src/model/snapshot.ts, but for the CPUs: they come as rows of eleven numbers in one array, the
// kernel's number of the CPU (-1: all together) and seconds in the kernel's order.
Napi::Object toObject(Napi::Env env, const System& system, double scanMilliseconds);

}  // namespace ntop
