#pragma once

#include <napi.h>

namespace ntop {

// Adds what acts on one process or looks at it closely: see Addon in src/probe/addon.ts.
void exportActions(Napi::Env env, Napi::Object exports);
void exportDetail(Napi::Env env, Napi::Object exports);

}  // namespace ntop
