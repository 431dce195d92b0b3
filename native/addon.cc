#include <napi.h>

#include <array>
#include <string>

#include "addon_calls.h"
#include "addon_sample.h"

// The door to Node: plain structs in, JavaScript values out. src/probe/addon.ts says what it exports.
// Nothing here throws C++ exceptions, and no worker touches a JavaScript value.
namespace ntop {

namespace {

Needs toNeeds(const Napi::Object& object) {
  Needs needs;
  needs.io = object.Get("io").ToBoolean();
  needs.cgroup = object.Get("cgroup").ToBoolean();
  needs.threads = object.Get("threads").ToBoolean();
  const auto slots = object.Get("visibleSlots").As<Napi::Array>();
  for (uint32_t index = 0; index < slots.Length(); ++index) {
    needs.visibleSlots.push_back(slots.Get(index).ToNumber().Int32Value());
  }
  return needs;
}

// One Engine, which the worker owns while a sample is under way.
class EngineWrap : public Napi::ObjectWrap<EngineWrap> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Engine", {InstanceMethod("sample", &EngineWrap::sample)});
  }

  explicit EngineWrap(const Napi::CallbackInfo& info)
      : ObjectWrap(info), engine_(info[0].ToString().Utf8Value(), info[1].ToString().Utf8Value()) {}

 private:
  class Worker : public Napi::AsyncWorker {
   public:
    Worker(EngineWrap& owner, Needs needs)
        : AsyncWorker(owner.Env()), deferred_(owner.Env()), owner_(owner), needs_(std::move(needs)) {
      owner_.Ref();
    }
    Napi::Promise promise() const { return deferred_.Promise(); }

   private:
    void Execute() override {
      const std::string failure = owner_.engine_.sample(needs_);
      if (!failure.empty()) SetError(failure);
    }
    void OnOK() override {
      owner_.busy_ = false;
      deferred_.Resolve(owner_.takeSample());
      owner_.Unref();
    }
    void OnError(const Napi::Error& error) override {
      owner_.busy_ = false;
      deferred_.Reject(error.Value());
      owner_.Unref();
    }

    Napi::Promise::Deferred deferred_;
    EngineWrap& owner_;
    Needs needs_;
  };

  // sample(needs): Promise<NativeSample>; rejects when it can't be taken, or one is under way
  Napi::Value sample(const Napi::CallbackInfo& info) {
    if (busy_) {
      const auto refused = Napi::Promise::Deferred::New(info.Env());
      refused.Reject(Napi::Error::New(info.Env(), "A sample is under way already.").Value());
      return refused.Promise();
    }
    busy_ = true;
    auto* worker = new Worker(*this, toNeeds(info[0].As<Napi::Object>()));
    worker->Queue();
    return worker->promise();
  }

  Napi::Object takeSample() {
    const Napi::Env env = Env();
    ProcessTable& table = engine_.table();
    turn_ = (turn_ + 1) % views_.size();
    Napi::Object sample = Napi::Object::New(env);
    sample.Set("slots", table.slots());
    sample.Set("count", table.count());
    sample.Set("columns", views_[turn_].copy(env, table.columns, static_cast<size_t>(table.slots())));
    sample.Set("names", takeTexts(env, table, Text::kName));
    sample.Set("commandLines", takeTexts(env, table, Text::kCommandLine));
    sample.Set("cgroups", takeTexts(env, table, Text::kCgroup));
    sample.Set("userNames", takeUserNames(env, engine_.userNames()));
    sample.Set("system", toObject(env, engine_.system(), engine_.scanMilliseconds()));
    return sample;
  }

  Engine engine_;
  bool busy_ = false;
  // Two, because the model still holds the last sample while it compares.
  std::array<ColumnViews<ProcessColumns>, 2> views_;
  size_t turn_ = 0;
};

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("Engine", EngineWrap::define(env));
  exportActions(env, exports);
  exportDetail(env, exports);
  exportNet(env, exports);
  exportInterfaces(env, exports);
  return exports;
}

}  // namespace

}  // namespace ntop

Napi::Object initNtop(Napi::Env env, Napi::Object exports) { return ntop::init(env, exports); }

NODE_API_MODULE(ntop, initNtop)
