#include "addon_values.h"

#include <algorithm>

#include "proc/utf16.h"

namespace ntop {

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

}  // namespace ntop
