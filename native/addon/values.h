#pragma once

#include <napi.h>

#include <optional>
#include <string_view>

#include "../process/outcome.h"

// Small conversions between C++ and JavaScript.
namespace ntop {

// Bytes of the kernel's as text; those that are not UTF-8 become U+DC80 to U+DCFF.
Napi::Value toText(Napi::Env env, std::string_view bytes);

// undefined when there is no number.
template <typename Number>
Napi::Value toNumber(Napi::Env env, std::optional<Number> number) {
  if (!number) return env.Undefined();
  return Napi::Number::New(env, static_cast<double>(*number));
}

// Identity of src/model/machine/machine.ts, whose numbers were checked there.
Identity toIdentity(const Napi::Value& value);

// { ok: true } or { ok: false, code, gone }
Napi::Object toOutcome(Napi::Env env, const Outcome& outcome);

inline Napi::Value toNumber(Napi::Env env, double number) { return Napi::Number::New(env, number); }
inline Napi::Value toNumber(Napi::Env env, uint64_t number) { return toNumber(env, static_cast<double>(number)); }

}  // namespace ntop
