#include <cmath>

#include "../process/actions.h"
#include "arguments.h"
#include "calls.h"
#include "values.h"
#include "worker.h"

namespace ntop {

namespace {

Napi::Value holdProcess(const Napi::CallbackInfo& info) {
  int handle = kNoPidfd;
  const Outcome held = hold(toIdentity(info[0]), handle);
  Napi::Object outcome = toOutcome(info.Env(), held);
  if (held.error == 0) outcome.Set("handle", handle);
  return outcome;
}

void releaseProcess(const Napi::CallbackInfo& info) { release(integerOf(info[0])); }

Napi::Value signalProcess(const Napi::CallbackInfo& info) {
  const int handle = integerOf(info[0]);
  return toOutcome(info.Env(), signalHeld(handle, toIdentity(info[1]), integerOf(info[2])));
}

Napi::Value niceOf(const Napi::CallbackInfo& info) {
  int nice = 0;
  const Outcome read = getNice(toIdentity(info[0]), nice);
  Napi::Object outcome = toOutcome(info.Env(), read);
  if (read.error == 0) outcome.Set("nice", nice);
  return outcome;
}

Napi::Value changeNice(const Napi::CallbackInfo& info) {
  return toOutcome(info.Env(), setNice(toIdentity(info[0]), integerOf(info[1])));
}

Napi::Value changeIoPriority(const Napi::CallbackInfo& info) {
  const int ioClass = integerOf(info[1]);
  return toOutcome(info.Env(), setIoPriority(toIdentity(info[0]), ioClass, integerOf(info[2])));
}

Napi::Value ioPriorityOf(const Napi::CallbackInfo& info) {
  IoPriority priority;
  const Outcome read = getIoPriority(toIdentity(info[0]), priority);
  Napi::Object outcome = toOutcome(info.Env(), read);
  if (read.error != 0) return outcome;
  outcome.Set("ioClass", priority.ioClass);
  outcome.Set("level", priority.level);
  return outcome;
}

Napi::Value affinityOf(const Napi::CallbackInfo& info) {
  std::vector<int> cpus;
  const Outcome read = getAffinity(toIdentity(info[0]), cpus);
  Napi::Object outcome = toOutcome(info.Env(), read);
  if (read.error != 0) return outcome;
  Napi::Array array = Napi::Array::New(info.Env(), cpus.size());
  for (uint32_t index = 0; index < cpus.size(); ++index) array.Set(index, cpus[index]);
  outcome.Set("cpus", array);
  return outcome;
}

// JavaScript's Infinity is no limit.
double fromLimit(rlim_t limit) { return limit == RLIM_INFINITY ? INFINITY : static_cast<double>(limit); }
rlim_t toLimit(double limit) { return std::isinf(limit) ? RLIM_INFINITY : static_cast<rlim_t>(limit); }

Napi::Value limitOf(const Napi::CallbackInfo& info) {
  rlimit limit{};
  const Outcome read = getLimit(toIdentity(info[0]), integerOf(info[1]), limit);
  Napi::Object outcome = toOutcome(info.Env(), read);
  if (read.error != 0) return outcome;
  outcome.Set("soft", fromLimit(limit.rlim_cur));
  outcome.Set("hard", fromLimit(limit.rlim_max));
  return outcome;
}

Napi::Value changeLimit(const Napi::CallbackInfo& info) {
  const rlimit limit{toLimit(numberOf(info[2])), toLimit(numberOf(info[3]))};
  return toOutcome(info.Env(), setLimit(toIdentity(info[0]), integerOf(info[1]), limit));
}

Napi::Value changeAffinity(const Napi::CallbackInfo& info) {
  const auto array = info[1].As<Napi::Array>();
  std::vector<int> cpus;
  for (uint32_t index = 0; index < array.Length(); ++index) {
    cpus.push_back(integerOf(itemOf(array, index)));
  }
  // In a thread that is ending the list can't be read, and an empty one would mean all CPUs.
  if (!canRun(info.Env())) return info.Env().Undefined();
  return toOutcome(info.Env(), setAffinity(toIdentity(info[0]), cpus));
}

}  // namespace

void exportActions(Napi::Env env, Napi::Object exports) {
  exports.Set("hold", Napi::Function::New<holdProcess>(env));
  exports.Set("release", Napi::Function::New<releaseProcess>(env));
  exports.Set("signal", Napi::Function::New<signalProcess>(env));
  exports.Set("nice", Napi::Function::New<niceOf>(env));
  exports.Set("setNice", Napi::Function::New<changeNice>(env));
  exports.Set("setIoPriority", Napi::Function::New<changeIoPriority>(env));
  exports.Set("ioPriority", Napi::Function::New<ioPriorityOf>(env));
  exports.Set("affinity", Napi::Function::New<affinityOf>(env));
  exports.Set("limit", Napi::Function::New<limitOf>(env));
  exports.Set("setLimit", Napi::Function::New<changeLimit>(env));
  exports.Set("setAffinity", Napi::Function::New<changeAffinity>(env));
}

}  // namespace ntop
