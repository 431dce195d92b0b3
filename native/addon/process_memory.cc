#include <cerrno>
#include <string>
#include <vector>

#include "arguments.h"
#include "calls.h"
#include "values.h"
#include "../memory/memory_use.h"

// Reading a process's memory for the library, at once and on the thread that asks: see src/probe/process-calls.ts.
namespace ntop {

namespace {

int errnoOf(const Outcome& outcome) { return outcome.gone ? ESRCH : outcome.error; }

// readFootprint(procRoot, identity): unique, proportional and swapped bytes, undefined where unknown; or an errno
Napi::Value footprint(const Napi::CallbackInfo& info) {
  const Footprint read = readFootprints(textOf(info[0]), {toIdentity(info[1])}, 0).front();
  if (read.outcome.error != 0) return Napi::Number::New(info.Env(), errnoOf(read.outcome));
  Napi::Array array = Napi::Array::New(info.Env(), 3);
  array.Set(0u, toNumber(info.Env(), read.figures.unique()));
  array.Set(1u, toNumber(info.Env(), read.figures.proportional));
  array.Set(2u, toNumber(info.Env(), read.figures.swap));
  return array;
}

Napi::Object toMapping(Napi::Env env, const std::string& path, const proc::SmapsFigures& figures) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("path", toText(env, path));
  object.Set("rss", toNumber(env, figures.resident));
  object.Set("size", toNumber(env, figures.size));
  object.Set("pss", toNumber(env, figures.proportional));
  object.Set("sharedClean", toNumber(env, figures.sharedClean));
  object.Set("sharedDirty", toNumber(env, figures.sharedDirty));
  object.Set("privateClean", toNumber(env, figures.privateClean));
  object.Set("privateDirty", toNumber(env, figures.privateDirty));
  object.Set("referenced", toNumber(env, figures.referenced));
  object.Set("anonymous", toNumber(env, figures.anonymous));
  object.Set("swap", toNumber(env, figures.swap));
  return object;
}

// readMaps(procRoot, identity): a mapping a file; or an errno
Napi::Value maps(const Napi::CallbackInfo& info) {
  std::vector<proc::MappingGroup> groups;
  const Outcome outcome = readMappings(textOf(info[0]), toIdentity(info[1]), groups);
  if (outcome.error != 0) return Napi::Number::New(info.Env(), errnoOf(outcome));
  Napi::Array array = Napi::Array::New(info.Env(), groups.size());
  for (uint32_t index = 0; index < groups.size(); ++index) {
    array.Set(index, toMapping(info.Env(), groups[index].path, groups[index].figures));
  }
  return array;
}

// readEachMap(procRoot, identity): each mapping, with its addresses and permissions; or an errno
Napi::Value eachMap(const Napi::CallbackInfo& info) {
  std::vector<SingleMapping> mappings;
  const Outcome outcome = readEachMapping(textOf(info[0]), toIdentity(info[1]), mappings);
  if (outcome.error != 0) return Napi::Number::New(info.Env(), errnoOf(outcome));
  Napi::Array array = Napi::Array::New(info.Env(), mappings.size());
  for (uint32_t index = 0; index < mappings.size(); ++index) {
    Napi::Object object = toMapping(info.Env(), mappings[index].path, mappings[index].figures);
    object.Set("addr", toText(info.Env(), mappings[index].range));
    object.Set("perms", toText(info.Env(), mappings[index].permissions));
    array.Set(index, object);
  }
  return array;
}

}  // namespace

void exportProcessMemory(Napi::Env env, Napi::Object exports) {
  exports.Set("readFootprint", Napi::Function::New<footprint>(env));
  exports.Set("readMaps", Napi::Function::New<maps>(env));
  exports.Set("readEachMap", Napi::Function::New<eachMap>(env));
}

}  // namespace ntop
