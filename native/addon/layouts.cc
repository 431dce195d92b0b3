#include "calls.h"
#include "../groups/group_files.h"
#include "event_numbers.h"
#include "../disks/device_facts.h"
#include "../events/event_hub.h"
#include "../net/socket.h"
#include "../proc/system_stat.h"
#include "../process/process_rows.h"
#include "../sensors/sensor_chip.h"
#include "../system/disks.h"

// The order of what crosses to JavaScript without names, so that src/probe/addon.ts can refuse an addon that has another.
namespace ntop {

namespace {

template <size_t Count>
Napi::Array namesOf(Napi::Env env, const char* const (&names)[Count]) {
  Napi::Array array = Napi::Array::New(env, Count);
  for (uint32_t index = 0; index < Count; ++index) array.Set(index, names[index]);
  return array;
}

}  // namespace

void exportLayouts(Napi::Env env, Napi::Object exports) {
  Napi::Object layouts = Napi::Object::New(env);
  layouts.Set("parts", namesOf(env, kPartNames));
  layouts.Set("numbers", namesOf(env, kNumberNames));
  layouts.Set("rowHeads", namesOf(env, kRowHeadNames));
  layouts.Set("texts", namesOf(env, kFactTextNames));
  layouts.Set("cpuTimes", namesOf(env, proc::kCpuTimeNames));
  layouts.Set("protocols", namesOf(env, kProtocolNames));
  layouts.Set("groupKinds", namesOf(env, kGroupKindNames));
  layouts.Set("diskFigures", namesOf(env, kDiskFigureNames));
  layouts.Set("deviceKinds", namesOf(env, kDeviceKindNames));
  layouts.Set("eventKinds", namesOf(env, kEventKindNames));
  layouts.Set("eventSources", namesOf(env, kEventSourceNames));
  layouts.Set("eventListeners", namesOf(env, kEventListenerNames));
  layouts.Set("eventNumbers", namesOf(env, kEventNumberNames));
  layouts.Set("sensorKinds", namesOf(env, kSensorKinds));
  layouts.Set("sensorSources", namesOf(env, kSensorSources));
  exports.Set("layouts", layouts);
}

}  // namespace ntop
