#include "arguments.h"
#include "calls.h"
#include "reading.h"
#include "values.h"
#include "worker.h"
#include "../memory/memory_detail.h"
#include "../memory/memory_use.h"

namespace ntop {

namespace {

Napi::Value toValue(Napi::Env env, const std::optional<CgroupBound>& bound) {
  if (!bound) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("bytes", toNumber(env, bound->bytes));
  object.Set("usedBytes", toNumber(env, bound->usedBytes));
  object.Set("path", toText(env, bound->path));
  return object;
}

Napi::Value toValue(Napi::Env env, const std::optional<MemoryLimit>& limit) {
  if (!limit) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("version", limit->version);
  object.Set("path", toText(env, limit->path));
  object.Set("memory", toValue(env, limit->memory));
  object.Set("high", toValue(env, limit->high));
  object.Set("swap", toValue(env, limit->swap));
  return object;
}

Napi::Array toValue(Napi::Env env, const std::vector<HugePages>& all) {
  Napi::Array array = Napi::Array::New(env, all.size());
  for (uint32_t index = 0; index < all.size(); ++index) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("pageBytes", toNumber(env, all[index].pageBytes));
    object.Set("total", toNumber(env, all[index].total));
    object.Set("free", toNumber(env, all[index].free));
    object.Set("reserved", toNumber(env, all[index].reserved));
    array.Set(index, object);
  }
  return array;
}

Napi::Object toObject(Napi::Env env, const MemoryDetail& detail) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("monotonicSeconds", detail.monotonicSeconds);
  object.Set("swappedInBytes", toNumber(env, detail.swappedInBytes));
  object.Set("swappedOutBytes", toNumber(env, detail.swappedOutBytes));
  object.Set("oomKills", toNumber(env, detail.oomKills));
  object.Set("hugePages", toValue(env, detail.hugePages));
  object.Set("limit", toValue(env, detail.limit));
  return object;
}

void setFigures(Napi::Env env, Napi::Object& object, const proc::SmapsFigures& figures) {
  object.Set("proportionalBytes", toNumber(env, figures.proportional));
  object.Set("uniqueBytes", toNumber(env, figures.unique()));
  object.Set("swapBytes", toNumber(env, figures.swap));
}

Napi::Array toFootprints(Napi::Env env, const std::vector<Footprint>& footprints) {
  Napi::Array array = Napi::Array::New(env, footprints.size());
  for (uint32_t index = 0; index < footprints.size(); ++index) {
    Napi::Object object = toOutcome(env, footprints[index].outcome);
    if (footprints[index].outcome.error == 0) {
      object.Set("readAtSeconds", footprints[index].readAtSeconds);
      setFigures(env, object, footprints[index].figures);
    }
    array.Set(index, object);
  }
  return array;
}

Napi::Array toMappings(Napi::Env env, const std::vector<proc::MappingGroup>& groups) {
  Napi::Array array = Napi::Array::New(env, groups.size());
  for (uint32_t index = 0; index < groups.size(); ++index) {
    const proc::MappingGroup& group = groups[index];
    Napi::Object object = Napi::Object::New(env);
    object.Set("path", toText(env, group.path));
    object.Set("mappings", toNumber(env, group.mappings));
    object.Set("virtualBytes", toNumber(env, group.figures.size));
    object.Set("residentBytes", toNumber(env, group.figures.resident));
    setFigures(env, object, group.figures);
    array.Set(index, object);
  }
  return array;
}

// readMemoryDetail(procRoot, sysRoot): Promise<MemoryDetail>
Napi::Value startDetail(const Napi::CallbackInfo& info) {
  const auto work = [procRoot = textOf(info[0]), sysRoot = textOf(info[1])] {
    return readMemoryDetail(procRoot, sysRoot);
  };
  return startWork(info.Env(), work, [](const Napi::Promise::Deferred& deferred, const MemoryDetail& detail) {
    deferred.Resolve(toObject(deferred.Env(), detail));
  });
}

// readMemoryLimit(procRoot, sysRoot, identity): Promise<{ ok: true, limit } | Refusal>
Napi::Value startLimit(const Napi::CallbackInfo& info) {
  using Limit = std::optional<MemoryLimit>;
  const auto read = [procRoot = textOf(info[0]), sysRoot = textOf(info[1]),
                     identity = toIdentity(info[2])](Limit& limit) {
    return readLimitOf(procRoot, sysRoot, identity, limit);
  };
  return startInspection<Limit>(info.Env(), "limit", read, toValue);
}

// readFootprints(procRoot, identities, mostSeconds): Promise<FootprintReading[]>
Napi::Value startFootprints(const Napi::CallbackInfo& info) {
  std::vector<Identity> identities;
  const auto list = info[1].As<Napi::Array>();
  for (uint32_t index = 0; index < list.Length(); ++index) identities.push_back(toIdentity(itemOf(list, index)));
  const auto work = [procRoot = textOf(info[0]), identities = std::move(identities), mostSeconds = numberOf(info[2])] {
    return readFootprints(procRoot, identities, mostSeconds);
  };
  return startAside(info.Env(), work, [](const Napi::Promise::Deferred& deferred, const std::vector<Footprint>& found) {
    deferred.Resolve(toFootprints(deferred.Env(), found));
  });
}

// readMappings(procRoot, identity): Promise<{ ok: true, mappings } | Refusal>
Napi::Value startMappings(const Napi::CallbackInfo& info) {
  using Groups = std::vector<proc::MappingGroup>;
  const auto read = [procRoot = textOf(info[0]), identity = toIdentity(info[1])](Groups& groups) {
    return readMappings(procRoot, identity, groups);
  };
  return startInspection<Groups>(info.Env(), "mappings", read, toMappings);
}

}  // namespace

void exportMemory(Napi::Env env, Napi::Object exports) {
  exports.Set("readMemoryDetail", Napi::Function::New<startDetail>(env));
  exports.Set("readMemoryLimit", Napi::Function::New<startLimit>(env));
  exports.Set("readFootprints", Napi::Function::New<startFootprints>(env));
  exports.Set("readMappings", Napi::Function::New<startMappings>(env));
}

}  // namespace ntop
