#include "values.h"

#include <algorithm>
#include <limits>

#include "arguments.h"
#include "../io/errno_name.h"
#include "../proc/utf16.h"

namespace ntop {

namespace {

// No process has this PID. In a thread of Node's that is ending properties can't be read, and 0 would mean this very
// process or its group to the kernel.
constexpr int32_t kNobody = std::numeric_limits<int32_t>::max();

}  // namespace

Napi::Value toText(Napi::Env env, std::string_view bytes) {
  napi_value text = nullptr;
  const bool ascii = std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte >= 0; });
  if (ascii) {
    napi_create_string_latin1(env, bytes.data(), bytes.size(), &text);
  } else {
    const std::u16string decoded = proc::decodeUtf8(bytes);
    napi_create_string_utf16(env, decoded.data(), decoded.size(), &text);
  }
  return Napi::Value(env, text);
}

Identity toIdentity(const Napi::Value& value) {
  const auto object = value.As<Napi::Object>();
  Identity identity;
  const Napi::Value pid = partOf(object, "pid");
  identity.pid = pid.IsNumber() ? integerOf(pid) : kNobody;
  identity.startTicks = countOf(partOf(object, "startTicks"));
  identity.pidfdInode = countOf(partOf(object, "pidfdInode"));
  return identity;
}

Napi::Object toOutcome(Napi::Env env, const Outcome& outcome) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("ok", outcome.error == 0);
  if (outcome.error == 0) return object;
  object.Set("code", errnoName(outcome.error));
  object.Set("gone", outcome.gone);
  if (outcome.mayHaveStrayed) object.Set("mayHaveStrayed", true);
  return object;
}

}  // namespace ntop
