#include "arguments.h"
#include "calls.h"
#include "reading.h"
#include "values.h"
#include "worker.h"
#include "../process/wait_facts.h"

namespace ntop {

namespace {

Napi::Value toValue(Napi::Env env, const std::string& text) { return toText(env, text); }

Napi::Value toValue(Napi::Env env, const std::vector<std::string>& texts) {
  Napi::Array array = Napi::Array::New(env, texts.size());
  for (uint32_t index = 0; index < texts.size(); ++index) array.Set(index, toText(env, texts[index]));
  return array;
}

template <typename Value>
Napi::Object toPart(Napi::Env env, const WaitPart<Value>& part) {
  Napi::Object object = Napi::Object::New(env);
  if (part.error == 0) object.Set("value", toValue(env, part.value));
  else object.Set("refused", errnoName(part.error));
  return object;
}

Napi::Value toKnown(Napi::Env env, const std::string& text) { return text.empty() ? env.Undefined() : toText(env, text); }

Napi::Array toWaits(Napi::Env env, const std::vector<WaitFacts>& all) {
  Napi::Array array = Napi::Array::New(env, all.size());
  for (uint32_t index = 0; index < all.size(); ++index) {
    const WaitFacts& facts = all[index];
    Napi::Object object = toOutcome(env, facts.outcome);
    if (facts.outcome.error == 0) {
      object.Set("waitChannel", toPart(env, facts.waitChannel));
      object.Set("systemCall", toPart(env, facts.systemCall));
      object.Set("stack", toPart(env, facts.stack));
      object.Set("mountPoint", toKnown(env, facts.mountPoint));
      object.Set("deviceNumber", toKnown(env, facts.deviceNumber));
      object.Set("fileSystem", toKnown(env, facts.fileSystem));
    }
    array.Set(index, object);
  }
  return array;
}

// readWaits(procRoot, identities, threads, mostSeconds): Promise<WaitReading[]>
Napi::Value startWaits(const Napi::CallbackInfo& info) {
  std::vector<WaitQuestion> questions;
  const auto identities = info[1].As<Napi::Array>();
  const auto threads = info[2].As<Napi::Array>();
  for (uint32_t index = 0; index < identities.Length(); ++index) {
    questions.push_back({toIdentity(itemOf(identities, index)), integerOf(itemOf(threads, index))});
  }
  const auto work = [procRoot = textOf(info[0]), questions = std::move(questions), mostSeconds = numberOf(info[3])] {
    return readWaitFacts(procRoot, questions, mostSeconds);
  };
  return startAside(info.Env(), work, [](const Napi::Promise::Deferred& deferred, const std::vector<WaitFacts>& found) {
    deferred.Resolve(toWaits(deferred.Env(), found));
  });
}

}  // namespace

void exportWaits(Napi::Env env, Napi::Object exports) {
  exports.Set("readWaits", Napi::Function::New<startWaits>(env));
}

}  // namespace ntop
