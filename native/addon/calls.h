#pragma once

#include <napi.h>

namespace ntop {

// Adds what acts on a process, reads it at once, waits for its end, looks at it closely, reads network and
// machine, sends files, or gives the terminal back: see Addon in src/probe/addon.ts.
void exportActions(Napi::Env env, Napi::Object exports);
void exportProcess(Napi::Env env, Napi::Object exports);
void exportDelays(Napi::Env env, Napi::Object exports);
void exportProcessMemory(Napi::Env env, Napi::Object exports);
void exportEvents(Napi::Env env, Napi::Object exports);
void exportExit(Napi::Env env, Napi::Object exports);
void exportDetail(Napi::Env env, Napi::Object exports);
void exportNet(Napi::Env env, Napi::Object exports);
void exportOwnSockets(Napi::Env env, Napi::Object exports);
void exportLayouts(Napi::Env env, Napi::Object exports);
void exportInterfaces(Napi::Env env, Napi::Object exports);
void exportMemory(Napi::Env env, Napi::Object exports);
void exportDeletedFiles(Napi::Env env, Napi::Object exports);
void exportDisks(Napi::Env env, Napi::Object exports);
void exportSystem(Napi::Env env, Napi::Object exports);
void exportFileSystems(Napi::Env env, Napi::Object exports);
void exportFiles(Napi::Env env, Napi::Object exports);
void exportGroups(Napi::Env env, Napi::Object exports);
void exportSensors(Napi::Env env, Napi::Object exports);
void exportSpace(Napi::Env env, Napi::Object exports);
void exportSendfile(Napi::Env env, Napi::Object exports);
void exportWaits(Napi::Env env, Napi::Object exports);
void exportTerminal(Napi::Env env, Napi::Object exports);
// Of these what only makes sense in Node.
void exportOnlyForNode(Napi::Env env, Napi::Object exports);

}  // namespace ntop
