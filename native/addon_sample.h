#pragma once

#include <napi.h>

#include "addon_columns.h"
#include "engine/engine.h"

namespace ntop {

// What changed in the texts since the last call: [slot, text, slot, text …]. Threads have no command line here.
Napi::Array takeTexts(Napi::Env env, ProcessTable& table, Text kind);

// New names of users: [uid, name, uid, name …].
Napi::Array takeUserNames(Napi::Env env, UserNames& userNames);

// SystemCounters of src/model/snapshot.ts, but for the CPUs: they come as rows of eleven numbers in one array, the
// kernel's number of the CPU (-1: all together) and seconds in the kernel's order.
Napi::Object toObject(Napi::Env env, const System& system, double scanMilliseconds);

}  // namespace ntop
