#pragma once

#include <napi.h>

#include <cstdint>
#include <string>

// Arguments and their parts as they are, checked by src/probe. Nothing here converts as JavaScript does: a conversion
// fails in a thread of Node's that is ending, and what it then gives ends the whole program.
namespace ntop {

inline std::string textOf(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

inline bool flagOf(const Napi::Value& value) {
  bool flag = false;
  return napi_get_value_bool(value.Env(), value, &flag) == napi_ok && flag;
}

inline double numberOf(const Napi::Value& value) {
  double number = 0;
  napi_get_value_double(value.Env(), value, &number);
  return number;
}

inline int32_t integerOf(const Napi::Value& value) {
  int32_t number = 0;
  napi_get_value_int32(value.Env(), value, &number);
  return number;
}

inline uint64_t countOf(const Napi::Value& value) {
  int64_t number = 0;
  napi_get_value_int64(value.Env(), value, &number);
  return static_cast<uint64_t>(number);
}

// undefined without such a property.
inline Napi::Value partOf(const Napi::Object& object, const char* name) {
  napi_value value = nullptr;
  const bool got = napi_get_named_property(object.Env(), object, name, &value) == napi_ok;
  return got ? Napi::Value(object.Env(), value) : object.Env().Undefined();
}

inline Napi::Value itemOf(const Napi::Array& array, uint32_t index) {
  napi_value value = nullptr;
  const bool got = napi_get_element(array.Env(), array, index, &value) == napi_ok;
  return got ? Napi::Value(array.Env(), value) : array.Env().Undefined();
}

}  // namespace ntop
