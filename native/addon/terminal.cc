#include "arguments.h"
#include "calls.h"
#include "../terminal/farewell.h"

// Giving the terminal back where JavaScript can't, and leaving at once.
namespace ntop {

namespace {

// keepFarewell(input, output, text): on signals that end the program, from now on
void keep(const Napi::CallbackInfo& info) { keepFarewell(integerOf(info[0]), integerOf(info[1]), textOf(info[2])); }

// forgetFarewell(): the terminal has been given back
void forget(const Napi::CallbackInfo&) { forgetFarewell(); }

// endNow(status): never returns
void end(const Napi::CallbackInfo& info) { endNow(integerOf(info[0])); }

}  // namespace

void exportTerminal(Napi::Env env, Napi::Object exports) {
  exports.Set("keepFarewell", Napi::Function::New<keep>(env));
  exports.Set("forgetFarewell", Napi::Function::New<forget>(env));
  exports.Set("endNow", Napi::Function::New<end>(env));
}

}  // namespace ntop
