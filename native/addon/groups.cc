#include "groups.h"

#include "arguments.h"
#include "calls.h"
#include "reading.h"
#include "../groups/group_limits.h"
#include "../groups/group_listing.h"
#include "../groups/group_pressure.h"
#include "../proc/utf16.h"

namespace ntop {

namespace {

Napi::Value toValue(Napi::Env env, const std::optional<proc::Stall>& stall) {
  if (!stall) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("avg10", stall->average10);
  object.Set("avg60", stall->average60);
  object.Set("avg300", stall->average300);
  object.Set("total", stall->totalSeconds);
  return object;
}

Napi::Object toValue(Napi::Env env, const proc::StallTimes& times) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("some", toValue(env, times.some));
  object.Set("full", toValue(env, times.full));
  return object;
}

Napi::Object toValue(Napi::Env env, const Pressures& pressures) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("cpu", toValue(env, pressures.cpu));
  object.Set("memory", toValue(env, pressures.memory));
  object.Set("io", toValue(env, pressures.io));
  return object;
}

Napi::Object toValue(Napi::Env env, const GroupLimits& limits) {
  Napi::Object object = Napi::Object::New(env);
  if (limits.cpus) object.Set("cpus", *limits.cpus);
  object.Set("memoryBytes", toNumber(env, limits.memoryBytes));
  object.Set("swapBytes", toNumber(env, limits.swapBytes));
  object.Set("tasks", toNumber(env, limits.tasks));
  if (limits.cpuSeconds) object.Set("cpuSeconds", *limits.cpuSeconds);
  object.Set("memoryUsedBytes", toNumber(env, limits.memoryUsedBytes));
  object.Set("monotonicSeconds", limits.monotonicSeconds);
  return object;
}

// readPressures(procRoot, sysRoot, group): Promise<NativeReading<NativePressures>>; of the machine without a group
Napi::Value startPressures(const Napi::CallbackInfo& info) {
  const bool isOfMachine = info[2].IsUndefined();
  const std::string group = isOfMachine ? "" : proc::encodeUtf8(info[2].As<Napi::String>().Utf16Value());
  const auto read = [procRoot = textOf(info[0]), sysRoot = textOf(info[1]), group, isOfMachine] {
    std::pair<Failure, Pressures> found;
    found.first = isOfMachine ? readPressures(procRoot, found.second)
                              : readGroupPressures(procRoot, sysRoot, group, found.second);
    return found;
  };
  return startAside(info.Env(), read, [](const Napi::Promise::Deferred& deferred, const auto& found) {
    const Napi::Env env = deferred.Env();
    deferred.Resolve(found.first ? toFailure(env, found.first) : toReading(env, toValue(env, found.second)));
  });
}

// readGroupLimits(procRoot, sysRoot, identity): Promise<{ ok: true, limits } | Refusal>
Napi::Value startLimits(const Napi::CallbackInfo& info) {
  const auto read = [procRoot = textOf(info[0]), sysRoot = textOf(info[1]),
                     identity = toIdentity(info[2])](GroupLimits& limits) {
    return readGroupLimits(procRoot, sysRoot, identity, limits);
  };
  return startInspection<GroupLimits, decltype(read), Napi::Object>(info.Env(), "limits", read, toValue);
}

// listGroups(procRoot, sysRoot, most): Promise<string[]>
Napi::Value startListing(const Napi::CallbackInfo& info) {
  const auto read = [procRoot = textOf(info[0]), sysRoot = textOf(info[1]),
                     most = info[2].As<Napi::Number>().Uint32Value()] { return listGroups(procRoot, sysRoot, most); };
  return startAside(info.Env(), read, [](const Napi::Promise::Deferred& deferred, const std::vector<std::string>& paths) {
    const Napi::Env env = deferred.Env();
    Napi::Array texts = Napi::Array::New(env, paths.size());
    for (uint32_t at = 0; at < paths.size(); ++at) texts.Set(at, Napi::String::New(env, proc::decodeUtf8(paths[at])));
    deferred.Resolve(texts);
  });
}

}  // namespace

void exportGroups(Napi::Env env, Napi::Object exports) {
  exports.Set("readPressures", Napi::Function::New<startPressures>(env));
  exports.Set("listGroups", Napi::Function::New<startListing>(env));
  exports.Set("readGroupLimits", Napi::Function::New<startLimits>(env));
}

unsigned toGroupKinds(const Napi::Value& names) {
  unsigned kinds = 0;
  if (!names.IsArray()) return kinds;
  const auto list = names.As<Napi::Array>();
  for (uint32_t index = 0; index < list.Length(); ++index) {
    const std::string wanted = textOf(itemOf(list, index));
    unsigned kind = 1;
    for (const char* const name : kGroupKindNames) {
      if (wanted == name) kinds |= kind;
      kind <<= 1;
    }
  }
  return kinds;
}

std::vector<std::string> toGroupPaths(const Napi::Value& paths) {
  std::vector<std::string> all;
  if (!paths.IsArray()) return all;
  const auto list = paths.As<Napi::Array>();
  for (uint32_t index = 0; index < list.Length(); ++index) {
    all.push_back(proc::encodeUtf8(itemOf(list, index).As<Napi::String>().Utf16Value()));
  }
  return all;
}

Napi::Object GroupViews::copy(Napi::Env env, GroupEngine& groups) {
  GroupTable& table = groups.table();
  const auto slots = static_cast<size_t>(table.slots());
  Napi::Object object = Napi::Object::New(env);
  object.Set("slots", table.slots());
  object.Set("count", table.count());
  object.Set("columns", views_.copy(env, table.columns, slots));
  object.Set("paths", takeTexts(env, table, GroupText::kPath));
  object.Set("versions", groups.versions());
  object.Set("leftOut", groups.leftOut());
  object.Set("monotonicSeconds", groups.monotonicSeconds());
  return object;
}

}  // namespace ntop
