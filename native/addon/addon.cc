#include <napi.h>

#include <array>
#include <string>

#include "arguments.h"
#include "calls.h"
#include "groups.h"
#include "sample.h"
#include "worker.h"

// The door to Node: plain structs in, JavaScript values out. src/probe/addon.ts says what it exports.
// Nothing here throws C++ exceptions, and no worker touches a JavaScript value.
namespace ntop {

namespace {

Needs toNeeds(const Napi::Object& object) {
  Needs needs;
  needs.io = flagOf(partOf(object, "io"));
  needs.cgroup = flagOf(partOf(object, "cgroup"));
  needs.memory = flagOf(partOf(object, "memory"));
  needs.threads = flagOf(partOf(object, "threads"));
  needs.freshNice = flagOf(partOf(object, "freshNice"));
  needs.freshResident = flagOf(partOf(object, "freshResident"));
  needs.freshStat = flagOf(partOf(object, "freshStat"));
  needs.freshMemory = flagOf(partOf(object, "freshMemory"));
  needs.freshCgroup = flagOf(partOf(object, "freshCgroup"));
  needs.fds = flagOf(partOf(object, "fds"));
  needs.delays = flagOf(partOf(object, "delays"));
  needs.fdLimits = flagOf(partOf(object, "fdLimits"));
  needs.freshFdLimits = flagOf(partOf(object, "freshFdLimits"));
  needs.waitChannel = flagOf(partOf(object, "waitChannel"));
  needs.freshWaitChannel = flagOf(partOf(object, "freshWaitChannel"));
  needs.groups = toGroupKinds(partOf(object, "groups"));
  needs.groupPaths = toGroupPaths(partOf(object, "groupPaths"));
  // What is in no group that is known can't be found in one.
  needs.cgroup = needs.cgroup || needs.groups != 0;
  const auto slots = partOf(object, "visibleSlots").As<Napi::Array>();
  for (uint32_t index = 0; index < slots.Length(); ++index) {
    needs.visibleSlots.push_back(integerOf(itemOf(slots, index)));
  }
  return needs;
}

// One Engine, which the worker owns while a sample is under way.
class EngineWrap : public Napi::ObjectWrap<EngineWrap> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Engine",
                       {
                           InstanceMethod("sample", &EngineWrap::sample),
                           InstanceMethod("capabilities", &EngineWrap::capabilities),
                           InstanceMethod("counts", &EngineWrap::counts),
                       });
  }

  explicit EngineWrap(const Napi::CallbackInfo& info)
      : ObjectWrap(info),
        engine_(textOf(info[0]), textOf(info[1]), flagOf(info[2])) {}

 private:
  // sample(needs): Promise<NativeSample>; rejects when it can't be taken, or one is under way. What takes no longer
  // than a worker would cost, and does not block, is done at once.
  Napi::Value sample(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    if (work_.isBusy()) return reject(Napi::Promise::Deferred::New(env), "A sample is already under way.");
    const Needs needs = toNeeds(info[0].As<Napi::Object>());
    withGroups_ = needs.groups != 0;
    if (!engine_.isQuick(needs)) return start([this, needs] { return engine_.begin(needs); });
    const std::string failure = engine_.begin(needs, true);
    if (!failure.empty()) return reject(Napi::Promise::Deferred::New(env), failure);
    if (engine_.hasMore()) return start([] { return std::string(); });
    const auto deferred = Napi::Promise::Deferred::New(env);
    deferred.Resolve(takeSample());
    return deferred.Promise();
  }

  // Takes the rest of a sample after `begin`.
  template <typename Begin>
  Napi::Promise start(Begin begin) {
    const auto work = [this, begin] {
      std::string failure = begin();
      if (failure.empty()) engine_.finish();
      return failure;
    };
    return work_.start(work, [this] { return takeSample(); });
  }

  Napi::Value refuse(Napi::Env env) const {
    Napi::Error::New(env, "A sample is under way.").ThrowAsJavaScriptException();
    return env.Undefined();
  }

  // capabilities(): what the first sample found; throws while one is under way
  Napi::Value capabilities(const Napi::CallbackInfo& info) {
    return work_.isBusy() ? refuse(info.Env()) : toCapabilities(info.Env(), engine_);
  }

  // counts(): what the last sample did; throws while one is under way
  Napi::Value counts(const Napi::CallbackInfo& info) {
    return work_.isBusy() ? refuse(info.Env()) : toCounts(info.Env(), engine_);
  }

  Napi::Object takeSample() {
    const Napi::Env env = Env();
    ProcessTable& table = engine_.table();
    turn_ = (turn_ + 1) % views_.size();
    Napi::Object sample = Napi::Object::New(env);
    sample.Set("slots", table.slots());
    sample.Set("count", table.count());
    sample.Set("columns", views_[turn_].copy(env, table));
    sample.Set("changedRows", views_[turn_].changedRows(env));
    sample.Set("names", takeTexts(env, table, Text::kName));
    sample.Set("commandLines", takeTexts(env, table, Text::kCommandLine));
    sample.Set("cgroups", takeTexts(env, table, Text::kCgroup));
    sample.Set("waitChannels", takeTexts(env, table, Text::kWaitChannel));
    sample.Set("userNames", takeUserNames(env, engine_.userNames()));
    sample.Set("whyNotAllDelays", toText(env, engine_.whyNotAllDelays()));
    if (withGroups_) sample.Set("groups", groupViews_[turn_].copy(env, engine_.groups()));
    sample.Set("system", toObject(env, engine_.system(), engine_.scanMilliseconds()));
    return sample;
  }

  Engine engine_;
  OwnWork<EngineWrap> work_{*this};
  // Two, because the model still holds the last sample while it compares.
  std::array<ProcessViews, 2> views_;
  std::array<GroupViews, 2> groupViews_;
  size_t turn_ = 0;
  bool withGroups_ = false;
};

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("Engine", EngineWrap::define(env));
  exportActions(env, exports);
  exportDetail(env, exports);
  exportProcess(env, exports);
  exportDelays(env, exports);
  exportProcessMemory(env, exports);
  exportEvents(env, exports);
  exportNet(env, exports);
  exportOwnSockets(env, exports);
  exportLayouts(env, exports);
  exportInterfaces(env, exports);
  exportMemory(env, exports);
  exportDeletedFiles(env, exports);
  exportDisks(env, exports);
  exportSystem(env, exports);
  exportFileSystems(env, exports);
  exportFiles(env, exports);
  exportGroups(env, exports);
  exportSensors(env, exports);
  exportSpace(env, exports);
  exportWaits(env, exports);
  exportOnlyForNode(env, exports);
  exports.Set("version", NTOP_VERSION);
  return exports;
}

}  // namespace

}  // namespace ntop

Napi::Object initNtop(Napi::Env env, Napi::Object exports) { return ntop::init(env, exports); }

NODE_API_MODULE(ntop, initNtop)
