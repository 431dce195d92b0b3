#include "arguments.h"
#include "calls.h"
#include "worker.h"
#include "../process/own_memory.h"
#include "../terminal/farewell.h"

// What only the program does, not the library: giving the terminal back where JavaScript can't, leaving at once, and using
// little memory.
namespace ntop {

namespace {

// keepFarewell(input, output, text): on signals that end the program, from now on
void keep(const Napi::CallbackInfo& info) { keepFarewell(integerOf(info[0]), integerOf(info[1]), textOf(info[2])); }

// forgetFarewell(): the terminal has been given back
void forget(const Napi::CallbackInfo&) { forgetFarewell(); }

// endNow(status): never returns
void end(const Napi::CallbackInfo& info) { endNow(integerOf(info[0])); }

// keepMemorySmall(): before other threads ask for memory
void keepSmall(const Napi::CallbackInfo&) { keepMemorySmall(); }

// giveBackMemory(): Promise<void>
Napi::Value giveBack(const Napi::CallbackInfo& info) {
  const auto work = [] {
    giveBackMemory();
    return true;
  };
  return startWork(info.Env(), work, [](const Napi::Promise::Deferred& deferred, bool) {
    deferred.Resolve(deferred.Env().Undefined());
  });
}

}  // namespace

void exportTerminal(Napi::Env env, Napi::Object exports) {
  exports.Set("keepFarewell", Napi::Function::New<keep>(env));
  exports.Set("forgetFarewell", Napi::Function::New<forget>(env));
  exports.Set("endNow", Napi::Function::New<end>(env));
  exports.Set("keepMemorySmall", Napi::Function::New<keepSmall>(env));
  exports.Set("giveBackMemory", Napi::Function::New<giveBack>(env));
}

}  // namespace ntop
