#include <utility>

#include "aside.h"
#include "arguments.h"
#include "calls.h"
#include "values.h"
#include "../events/process_delays.h"

// How long a process has waited, for src/library: see src/probe/process-calls.ts.
namespace ntop {

namespace {

// readDelays(procRoot, identity): Promise<Float64Array | errno>: seconds for a CPU, for storage, for swap, in reclaim
Napi::Value startDelays(const Napi::CallbackInfo& info) {
  const auto read = [procRoot = textOf(info[0]), identity = toIdentity(info[1])] {
    std::pair<int, Delays> found;
    found.first = readDelays(procRoot, identity, found.second);
    return found;
  };
  return startAside(info.Env(), read, [](const Napi::Promise::Deferred& deferred, const auto& found) {
    const auto& [error, delays] = found;
    if (error != 0) return deferred.Resolve(Napi::Number::New(deferred.Env(), error));
    Napi::Float64Array array = Napi::Float64Array::New(deferred.Env(), 4);
    if (array.Data() == nullptr) return;  // this thread of Node's is ending
    array[0] = delays.cpuSeconds;
    array[1] = delays.blockIoSeconds;
    array[2] = delays.swapSeconds;
    array[3] = delays.reclaimSeconds;
    deferred.Resolve(array);
  });
}

}  // namespace

void exportDelays(Napi::Env env, Napi::Object exports) {
  exports.Set("readDelays", Napi::Function::New<startDelays>(env));
}

}  // namespace ntop
