#include <atomic>
#include <memory>

#include "arguments.h"
#include "aside.h"
#include "calls.h"
#include "values.h"
#include "worker.h"
#include "../sensors/sensor_engine.h"

namespace ntop {

namespace {

Napi::Object toObject(Napi::Env env, const Sensor& sensor, double serial) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("serial", serial);
  object.Set("kind", kSensorKinds[static_cast<size_t>(sensor.kind)]);
  object.Set("name", toText(env, sensor.name));
  object.Set("label", toText(env, sensor.label));
  object.Set("value", sensor.value);
  object.Set("limit", sensor.limit);
  object.Set("critical", sensor.critical);
  object.Set("least", sensor.least);
  object.Set("alarm", sensor.alarm);
  object.Set("refused", sensor.error == 0 ? Napi::String::New(env, "") : Napi::String::New(env, errnoName(sensor.error)));
  object.Set("countedJoules", sensor.countedJoules);
  object.Set("wrapJoules", sensor.wrapJoules);
  return object;
}

Napi::Value toSupply(Napi::Env env, const std::optional<PowerSupply>& supply) {
  if (!supply) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("isBattery", supply->isBattery);
  object.Set("isOfDevice", supply->isOfDevice);
  if (supply->isOnline) object.Set("isOnline", *supply->isOnline);
  object.Set("status", toText(env, supply->status));
  object.Set("energyJoules", supply->energyJoules);
  object.Set("fullJoules", supply->fullJoules);
  object.Set("watts", supply->watts);
  return object;
}

Napi::Object toObject(Napi::Env env, const ChipState& state) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("source", kSensorSources[static_cast<size_t>(state.chip.source)]);
  object.Set("name", toText(env, state.chip.name));
  object.Set("device", toText(env, state.chip.device));
  object.Set("readSeconds", state.readSeconds);
  object.Set("silentSeconds", state.silentSeconds);
  const auto& sensors = state.reading.sensors;
  Napi::Array array = Napi::Array::New(env, sensors.size());
  for (uint32_t index = 0; index < sensors.size(); ++index) array.Set(index, toObject(env, sensors[index], state.serials[index]));
  object.Set("sensors", array);
  object.Set("supply", toSupply(env, state.reading.supply));
  return object;
}

Napi::Object toObject(Napi::Env env, const CpuPlace& place) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("cpu", place.cpu);
  object.Set("package", place.package);
  object.Set("core", place.core);
  object.Set("kind", place.kind == 0 ? std::string() : std::string(1, place.kind));
  Napi::Array siblings = Napi::Array::New(env, place.siblings.size());
  for (uint32_t index = 0; index < place.siblings.size(); ++index) siblings.Set(index, place.siblings[index]);
  object.Set("siblings", siblings);
  object.Set("baseHertz", place.baseHertz);
  object.Set("mostHertz", place.mostHertz);
  return object;
}

Napi::Object toObject(Napi::Env env, const SensorReading& reading) {
  Napi::Object object = Napi::Object::New(env);
  Napi::Array chips = Napi::Array::New(env, reading.chips.size());
  for (uint32_t index = 0; index < reading.chips.size(); ++index) chips.Set(index, toObject(env, reading.chips[index]));
  object.Set("chips", chips);
  const auto& cpus = reading.places.cpus;
  Napi::Array places = Napi::Array::New(env, cpus.size());
  for (uint32_t index = 0; index < cpus.size(); ++index) places.Set(index, toObject(env, cpus[index]));
  object.Set("cpus", places);
  if (reading.places.boost) object.Set("boost", *reading.places.boost);
  return object;
}

// Every reading may have to wait for drivers, so each has a thread of its own, which may outlive this.
class SensorEngineWrap : public Napi::ObjectWrap<SensorEngineWrap> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "SensorEngine", {InstanceMethod("sample", &SensorEngineWrap::sample)});
  }

  explicit SensorEngineWrap(const Napi::CallbackInfo& info)
      : ObjectWrap(info), held_(std::make_shared<Held>(textOf(info[0]), textOf(info[1]))) {}

 private:
  struct Held {
    Held(const std::string& procRoot, const std::string& sysRoot) : engine(procRoot, sysRoot) {}
    SensorEngine engine;
    std::atomic<bool> isBusy{false};
  };

  // sample(all, patienceSeconds): Promise<SensorReading>; rejects while one is under way
  Napi::Value sample(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    if (held_->isBusy.exchange(true)) {
      return reject(Napi::Promise::Deferred::New(env), "A sample of sensors is already under way.");
    }
    const auto scope = flagOf(info[0]) ? SensorScope::kAll : SensorScope::kMeters;
    const auto work = [held = held_, scope, patienceSeconds = numberOf(info[1])] {
      SensorReading reading = held->engine.sample(scope, patienceSeconds);
      held->isBusy = false;
      return reading;
    };
    return startAside(env, work, [](const Napi::Promise::Deferred& deferred, const SensorReading& reading) {
      deferred.Resolve(toObject(deferred.Env(), reading));
    });
  }

  const std::shared_ptr<Held> held_;
};

}  // namespace

void exportSensors(Napi::Env env, Napi::Object exports) {
  exports.Set("SensorEngine", SensorEngineWrap::define(env));
}

}  // namespace ntop
