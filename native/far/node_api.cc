// The part of Node-API that native/addon uses, over plain values. So the helper on another machine is the addon without
// Node: what is read there becomes values by the same code as here, and native/addon is the one place that names them.
// One thread, no JavaScript, no garbage collector: values are counted. https://nodejs.org/api/n-api.html says what each does.
#include <algorithm>
#include <cstring>
#include <cstdlib>
#include <deque>

#include "../io/aside.h"
#include "../proc/utf16.h"
#include "answers.h"
#include "loop.h"
#include "value.h"

using ntop::far::Function;
using ntop::far::Kind;
using ntop::far::Promise;
using ntop::far::Ref;
using ntop::far::Value;

struct napi_ref__ {
  Ref value;
  uint32_t count;
};

struct napi_deferred__ {
  Ref promise;
};

struct napi_callback_info__ {
  napi_value self;
  napi_value newTarget;
  const std::vector<Ref>& arguments;
  void* data;
};

struct napi_async_work__ {
  napi_async_execute_callback execute;
  napi_async_complete_callback complete;
  void* data;
};

namespace {

struct Env {
  Ref exception;
  napi_extended_error_info error{};
  std::deque<Ref> arena;
  Ref undefined{new Value(Kind::kUndefined)};
  Ref global{new Value(Kind::kObject)};
};

Env& state() {
  static Env env;
  return env;
}

// Never read: there is one environment.
napi_env const kEnv = reinterpret_cast<napi_env>(&state());

napi_status finish(napi_status status) {
  state().error.error_code = status;
  return status;
}

bool isObject(const Value* value) {
  return value != nullptr && value->kind != Kind::kUndefined && value->kind != Kind::kBoolean &&
         value->kind != Kind::kNumber && value->kind != Kind::kText;
}


Value* makeText(std::u16string text) {
  Value* value = ntop::far::make(Kind::kText);
  value->text = std::move(text);
  return value;
}

std::string nameOf(const Value& key) { return ntop::proc::encodeUtf8(key.text); }

void setPart(Value& object, std::string name, Value* value) {
  for (auto& [known, held] : object.parts) {
    if (known != name) continue;
    held = Ref(value);
    return;
  }
  object.parts.emplace_back(std::move(name), Ref(value));
}

void setItem(Value& array, uint32_t index, Value* value) {
  if (array.items.size() <= index) array.items.resize(index + 1, state().undefined);
  array.items[index] = Ref(value);
}

void define(Value& object, const napi_property_descriptor& property) {
  std::string name = property.utf8name != nullptr ? property.utf8name : nameOf(*property.name);
  if (property.value != nullptr) {
    setPart(object, std::move(name), property.value);
  } else if (property.method != nullptr) {
    Value* method = ntop::far::make(Kind::kFunction);
    method->function = std::make_unique<Function>();
    method->function->callback = property.method;
    method->function->data = property.data;
    setPart(object, std::move(name), method);
  }
}

Ref invoke(napi_callback callback, void* data, Value* self, Value* newTarget, const std::vector<Ref>& arguments) {
  napi_callback_info__ info{self, newTarget, arguments, data};
  napi_value result = callback(kEnv, &info);
  Ref thrown = std::exchange(state().exception, Ref());
  if (thrown) return thrown;
  return Ref(result != nullptr ? result : state().undefined.get());
}

napi_status settle(napi_deferred deferred, napi_value value, Promise::State how) {
  Promise& promise = *deferred->promise->promise;
  promise.state = how;
  promise.value = Ref(value);
  if (promise.question != 0) ntop::far::answer(promise.question, promise);
  delete deferred;
  return napi_ok;
}

napi_status makeError(napi_value message, napi_value* result) {
  Value* error = ntop::far::make(Kind::kObject);
  error->isError = true;
  setPart(*error, "message", message);
  *result = error;
  return napi_ok;
}

}  // namespace

namespace ntop::far {

Value* make(Kind kind) { return state().arena.emplace_back(new Value(kind)).get(); }

void endTurn() { state().arena.clear(); }

Value* partOf(const Value& object, const std::string& name) {
  for (const auto& [known, value] : object.parts) {
    if (known == name) return value.get();
  }
  return nullptr;
}

Ref call(const Ref& function, const Ref& self, const std::vector<Ref>& arguments) {
  const Function& called = *function->function;
  return invoke(called.callback, called.data, self ? self.get() : state().undefined.get(), nullptr, arguments);
}

Ref construct(const Ref& cls, const std::vector<Ref>& arguments) {
  const Ref object(make(Kind::kObject));
  object->cls = cls.get();
  const Ref result = invoke(cls->function->callback, cls->function->data, object.get(), cls.get(), arguments);
  return result->isError ? result : object;
}

Ref callMethod(const Ref& object, const std::string& name, const std::vector<Ref>& arguments) {
  for (const Function::Method& method : object->cls->function->methods) {
    if (method.name == name) return invoke(method.callback, method.data, object.get(), nullptr, arguments);
  }
  return {};
}

}  // namespace ntop::far

extern "C" {

// Values

napi_status napi_get_undefined(napi_env, napi_value* result) {
  *result = state().undefined.get();
  return finish(napi_ok);
}

napi_status napi_get_global(napi_env, napi_value* result) {
  *result = state().global.get();
  return finish(napi_ok);
}

napi_status napi_get_boolean(napi_env, bool flag, napi_value* result) {
  *result = ntop::far::make(Kind::kBoolean);
  (*result)->flag = flag;
  return finish(napi_ok);
}

napi_status napi_create_double(napi_env, double number, napi_value* result) {
  *result = ntop::far::make(Kind::kNumber);
  (*result)->number = number;
  return finish(napi_ok);
}

napi_status napi_create_int32(napi_env env, int32_t number, napi_value* result) {
  return napi_create_double(env, number, result);
}

napi_status napi_create_uint32(napi_env env, uint32_t number, napi_value* result) {
  return napi_create_double(env, number, result);
}

napi_status napi_create_int64(napi_env env, int64_t number, napi_value* result) {
  return napi_create_double(env, static_cast<double>(number), result);
}

napi_status napi_create_string_utf8(napi_env, const char* text, size_t length, napi_value* result) {
  *result = makeText(ntop::proc::decodeUtf8({text, length == NAPI_AUTO_LENGTH ? std::strlen(text) : length}));
  return finish(napi_ok);
}

napi_status napi_create_string_latin1(napi_env, const char* text, size_t length, napi_value* result) {
  if (length == NAPI_AUTO_LENGTH) length = std::strlen(text);
  std::u16string units(length, u'\0');
  for (size_t at = 0; at < length; ++at) units[at] = static_cast<unsigned char>(text[at]);
  *result = makeText(std::move(units));
  return finish(napi_ok);
}

napi_status napi_create_string_utf16(napi_env, const char16_t* text, size_t length, napi_value* result) {
  *result = makeText(length == NAPI_AUTO_LENGTH ? std::u16string(text) : std::u16string(text, length));
  return finish(napi_ok);
}

napi_status napi_create_object(napi_env, napi_value* result) {
  *result = ntop::far::make(Kind::kObject);
  return finish(napi_ok);
}

napi_status napi_create_array_with_length(napi_env, size_t length, napi_value* result) {
  *result = ntop::far::make(Kind::kArray);
  (*result)->items.resize(length, state().undefined);
  return finish(napi_ok);
}

napi_status napi_create_array(napi_env env, napi_value* result) { return napi_create_array_with_length(env, 0, result); }

napi_status napi_create_external(napi_env, void* data, napi_finalize, void*, napi_value* result) {
  *result = ntop::far::make(Kind::kExternal);
  (*result)->native = data;
  return finish(napi_ok);
}

napi_status napi_create_arraybuffer(napi_env, size_t length, void** data, napi_value* result) {
  *result = ntop::far::make(Kind::kBytes);
  (*result)->bytes = std::make_shared<std::vector<uint8_t>>(length);
  if (data != nullptr) *data = (*result)->bytes->data();
  return finish(napi_ok);
}

napi_status napi_create_typedarray(napi_env, napi_typedarray_type type, size_t length, napi_value buffer, size_t offset,
                                   napi_value* result) {
  Value* column = ntop::far::make(Kind::kColumn);
  column->columnType = type;
  column->bytes = buffer->bytes;
  column->offset = offset;
  column->length = length;
  *result = column;
  return finish(napi_ok);
}

napi_status napi_create_buffer_copy(napi_env env, size_t length, const void* data, void** copy, napi_value* result) {
  void* to = nullptr;
  napi_value bytes = nullptr;
  napi_create_arraybuffer(env, length, &to, &bytes);
  if (length > 0) std::memcpy(to, data, length);
  if (copy != nullptr) *copy = to;
  return napi_create_typedarray(env, napi_uint8_array, length, bytes, 0, result);
}

napi_status napi_get_arraybuffer_info(napi_env, napi_value value, void** data, size_t* length) {
  if (data != nullptr) *data = value->bytes->data();
  if (length != nullptr) *length = value->bytes->size();
  return finish(napi_ok);
}

napi_status napi_get_typedarray_info(napi_env, napi_value value, napi_typedarray_type* type, size_t* length, void** data,
                                     napi_value*, size_t* offset) {
  if (value->kind != Kind::kColumn) return finish(napi_invalid_arg);
  if (type != nullptr) *type = value->columnType;
  if (length != nullptr) *length = value->length;
  if (data != nullptr) *data = value->bytes->data() + value->offset;
  if (offset != nullptr) *offset = value->offset;
  return finish(napi_ok);
}

napi_status napi_typeof(napi_env, napi_value value, napi_valuetype* result) {
  switch (value->kind) {
    case Kind::kUndefined:
      *result = napi_undefined;
      break;
    case Kind::kBoolean:
      *result = napi_boolean;
      break;
    case Kind::kNumber:
      *result = napi_number;
      break;
    case Kind::kText:
      *result = napi_string;
      break;
    case Kind::kFunction:
      *result = napi_function;
      break;
    case Kind::kExternal:
      *result = napi_external;
      break;
    default:
      *result = napi_object;
  }
  return finish(napi_ok);
}

napi_status napi_is_array(napi_env, napi_value value, bool* result) {
  *result = value->kind == Kind::kArray;
  return finish(napi_ok);
}

napi_status napi_get_value_bool(napi_env, napi_value value, bool* result) {
  if (value->kind != Kind::kBoolean) return finish(napi_boolean_expected);
  *result = value->flag;
  return finish(napi_ok);
}

napi_status napi_get_value_double(napi_env, napi_value value, double* result) {
  if (value->kind != Kind::kNumber) return finish(napi_number_expected);
  *result = value->number;
  return finish(napi_ok);
}

napi_status napi_get_value_int64(napi_env, napi_value value, int64_t* result) {
  if (value->kind != Kind::kNumber) return finish(napi_number_expected);
  const double number = value->number;
  // Beyond the range as Node-API has it; NaN is 0.
  *result = number >= 0x1p63 ? INT64_MAX : number <= -0x1p63 ? INT64_MIN : number == number ? static_cast<int64_t>(number) : 0;
  return finish(napi_ok);
}

napi_status napi_get_value_int32(napi_env env, napi_value value, int32_t* result) {
  int64_t wide = 0;
  const napi_status status = napi_get_value_int64(env, value, &wide);
  if (status == napi_ok) *result = static_cast<int32_t>(wide);
  return status;
}

napi_status napi_get_value_uint32(napi_env env, napi_value value, uint32_t* result) {
  int64_t wide = 0;
  const napi_status status = napi_get_value_int64(env, value, &wide);
  if (status == napi_ok) *result = static_cast<uint32_t>(wide);
  return status;
}

napi_status napi_get_value_external(napi_env, napi_value value, void** result) {
  if (value->kind != Kind::kExternal) return finish(napi_invalid_arg);
  *result = value->native;
  return finish(napi_ok);
}

napi_status napi_get_value_string_utf8(napi_env, napi_value value, char* to, size_t room, size_t* result) {
  if (value->kind != Kind::kText) return finish(napi_string_expected);
  const std::string bytes = ntop::proc::encodeUtf8(value->text);
  size_t length = bytes.size();
  if (to != nullptr && room > 0) {
    length = std::min(length, room - 1);
    std::memcpy(to, bytes.data(), length);
    to[length] = '\0';
  }
  if (result != nullptr) *result = length;
  return finish(napi_ok);
}

napi_status napi_get_value_string_utf16(napi_env, napi_value value, char16_t* to, size_t room, size_t* result) {
  if (value->kind != Kind::kText) return finish(napi_string_expected);
  size_t length = value->text.size();
  if (to != nullptr && room > 0) {
    length = std::min(length, room - 1);
    std::memcpy(to, value->text.data(), length * sizeof(char16_t));
    to[length] = u'\0';
  }
  if (result != nullptr) *result = length;
  return finish(napi_ok);
}

// Objects

napi_status napi_set_named_property(napi_env, napi_value object, const char* name, napi_value value) {
  if (!isObject(object)) return finish(napi_object_expected);
  setPart(*object, name, value);
  return finish(napi_ok);
}

napi_status napi_set_property(napi_env, napi_value object, napi_value key, napi_value value) {
  if (!isObject(object)) return finish(napi_object_expected);
  setPart(*object, nameOf(*key), value);
  return finish(napi_ok);
}

napi_status napi_get_named_property(napi_env, napi_value object, const char* name, napi_value* result) {
  if (!isObject(object)) return finish(napi_object_expected);
  Value* found = ntop::far::partOf(*object, name);
  *result = found != nullptr ? found : state().undefined.get();
  return finish(napi_ok);
}

napi_status napi_get_property(napi_env env, napi_value object, napi_value key, napi_value* result) {
  return napi_get_named_property(env, object, nameOf(*key).c_str(), result);
}

napi_status napi_has_property(napi_env, napi_value object, napi_value key, bool* result) {
  if (!isObject(object)) return finish(napi_object_expected);
  *result = ntop::far::partOf(*object, nameOf(*key)) != nullptr;
  return finish(napi_ok);
}

napi_status napi_has_own_property(napi_env env, napi_value object, napi_value key, bool* result) {
  return napi_has_property(env, object, key, result);
}

napi_status napi_set_element(napi_env, napi_value array, uint32_t index, napi_value value) {
  if (array->kind != Kind::kArray) return finish(napi_array_expected);
  setItem(*array, index, value);
  return finish(napi_ok);
}

napi_status napi_get_element(napi_env, napi_value array, uint32_t index, napi_value* result) {
  if (array->kind != Kind::kArray) return finish(napi_array_expected);
  *result = index < array->items.size() ? array->items[index].get() : state().undefined.get();
  return finish(napi_ok);
}

napi_status napi_get_array_length(napi_env, napi_value array, uint32_t* result) {
  if (array->kind != Kind::kArray) return finish(napi_array_expected);
  *result = static_cast<uint32_t>(array->items.size());
  return finish(napi_ok);
}

napi_status napi_define_properties(napi_env, napi_value object, size_t count, const napi_property_descriptor* properties) {
  for (size_t at = 0; at < count; ++at) define(*object, properties[at]);
  return finish(napi_ok);
}

// Functions and classes

napi_status napi_create_function(napi_env, const char*, size_t, napi_callback callback, void* data, napi_value* result) {
  Value* function = ntop::far::make(Kind::kFunction);
  function->function = std::make_unique<Function>();
  function->function->callback = callback;
  function->function->data = data;
  *result = function;
  return finish(napi_ok);
}

napi_status napi_define_class(napi_env env, const char* name, size_t length, napi_callback constructor, void* data,
                              size_t count, const napi_property_descriptor* properties, napi_value* result) {
  napi_create_function(env, name, length, constructor, data, result);
  for (size_t at = 0; at < count; ++at) {
    const napi_property_descriptor& property = properties[at];
    if (property.method == nullptr) continue;
    std::string called = property.utf8name != nullptr ? property.utf8name : nameOf(*property.name);
    (*result)->function->methods.push_back({std::move(called), property.method, property.data});
  }
  return finish(napi_ok);
}

napi_status napi_get_cb_info(napi_env, napi_callback_info info, size_t* count, napi_value* arguments, napi_value* self,
                             void** data) {
  if (count != nullptr) {
    for (size_t at = 0; arguments != nullptr && at < *count; ++at) {
      arguments[at] = at < info->arguments.size() ? info->arguments[at].get() : state().undefined.get();
    }
    *count = info->arguments.size();
  }
  if (self != nullptr) *self = info->self;
  if (data != nullptr) *data = info->data;
  return finish(napi_ok);
}

napi_status napi_get_new_target(napi_env, napi_callback_info info, napi_value* result) {
  *result = info->newTarget;
  return finish(napi_ok);
}

napi_status napi_call_function(napi_env, napi_value, napi_value function, size_t, const napi_value*, napi_value* result) {
  // Only the near side's functions are called, without arguments.
  if (function->function->nearId != 0) ntop::far::callNear(function->function->nearId);
  if (result != nullptr) *result = state().undefined.get();
  return finish(napi_ok);
}

napi_status napi_make_callback(napi_env env, napi_async_context, napi_value self, napi_value function, size_t count,
                               const napi_value* arguments, napi_value* result) {
  return napi_call_function(env, self, function, count, arguments, result);
}

napi_status napi_wrap(napi_env, napi_value object, void* native, napi_finalize, void*, napi_ref* result) {
  object->native = native;
  if (result != nullptr) *result = new napi_ref__{Ref(object), 0};
  return finish(napi_ok);
}

napi_status napi_unwrap(napi_env, napi_value object, void** result) {
  if (object->native == nullptr) return finish(napi_invalid_arg);
  *result = object->native;
  return finish(napi_ok);
}

napi_status napi_remove_wrap(napi_env, napi_value object, void** result) {
  if (result != nullptr) *result = object->native;
  object->native = nullptr;
  return finish(napi_ok);
}

// What is never let go of needs no finalizer: the program ends with its near side.
napi_status napi_add_finalizer(napi_env, napi_value, void*, napi_finalize, void*, napi_ref*) { return finish(napi_ok); }

// References and scopes: a value lives as long as something holds it

napi_status napi_create_reference(napi_env, napi_value value, uint32_t count, napi_ref* result) {
  if (!isObject(value)) return finish(napi_object_expected);
  *result = new napi_ref__{Ref(value), count};
  return finish(napi_ok);
}

napi_status napi_delete_reference(napi_env, napi_ref reference) {
  delete reference;
  return finish(napi_ok);
}

napi_status napi_reference_ref(napi_env, napi_ref reference, uint32_t* result) {
  ++reference->count;
  if (result != nullptr) *result = reference->count;
  return finish(napi_ok);
}

napi_status napi_reference_unref(napi_env, napi_ref reference, uint32_t* result) {
  if (reference->count > 0) --reference->count;
  if (result != nullptr) *result = reference->count;
  return finish(napi_ok);
}

napi_status napi_get_reference_value(napi_env, napi_ref reference, napi_value* result) {
  *result = reference->value.get();
  return finish(napi_ok);
}

napi_status napi_open_handle_scope(napi_env, napi_handle_scope*) { return finish(napi_ok); }
napi_status napi_close_handle_scope(napi_env, napi_handle_scope) { return finish(napi_ok); }
napi_status napi_open_escapable_handle_scope(napi_env, napi_escapable_handle_scope*) { return finish(napi_ok); }
napi_status napi_close_escapable_handle_scope(napi_env, napi_escapable_handle_scope) { return finish(napi_ok); }
napi_status napi_escape_handle(napi_env, napi_escapable_handle_scope, napi_value value, napi_value* result) {
  *result = value;
  return finish(napi_ok);
}
napi_status napi_open_callback_scope(napi_env, napi_value, napi_async_context, napi_callback_scope*) {
  return finish(napi_ok);
}
napi_status napi_close_callback_scope(napi_env, napi_callback_scope) { return finish(napi_ok); }
napi_status napi_async_init(napi_env, napi_value, napi_value, napi_async_context*) { return finish(napi_ok); }
napi_status napi_async_destroy(napi_env, napi_async_context) { return finish(napi_ok); }
napi_status napi_add_async_cleanup_hook(napi_env, napi_async_cleanup_hook, void*, napi_async_cleanup_hook_handle*) {
  return finish(napi_ok);
}
napi_status napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle) { return finish(napi_ok); }

// Errors

napi_status napi_create_error(napi_env, napi_value, napi_value message, napi_value* result) {
  return finish(makeError(message, result));
}

napi_status napi_create_type_error(napi_env, napi_value, napi_value message, napi_value* result) {
  return finish(makeError(message, result));
}

napi_status napi_throw(napi_env, napi_value error) {
  state().exception = Ref(error);
  return finish(napi_ok);
}

napi_status napi_is_exception_pending(napi_env, bool* result) {
  *result = static_cast<bool>(state().exception);
  return finish(napi_ok);
}

napi_status napi_get_and_clear_last_exception(napi_env, napi_value* result) {
  *result = ntop::far::make(Kind::kUndefined);
  if (state().exception) *result = state().arena.emplace_back(std::exchange(state().exception, Ref())).get();
  return finish(napi_ok);
}

napi_status napi_get_last_error_info(napi_env, const napi_extended_error_info** result) {
  *result = &state().error;
  return napi_ok;
}

NAPI_NO_RETURN void napi_fatal_error(const char*, size_t, const char*, size_t) { std::abort(); }

// Promises and work on other threads

napi_status napi_create_promise(napi_env, napi_deferred* deferred, napi_value* result) {
  *result = ntop::far::make(Kind::kObject);
  (*result)->promise = std::make_unique<Promise>();
  *deferred = new napi_deferred__{Ref(*result)};
  return finish(napi_ok);
}

napi_status napi_resolve_deferred(napi_env, napi_deferred deferred, napi_value value) {
  return finish(settle(deferred, value, Promise::State::kResolved));
}

napi_status napi_reject_deferred(napi_env, napi_deferred deferred, napi_value value) {
  return finish(settle(deferred, value, Promise::State::kRejected));
}

napi_status napi_create_async_work(napi_env, napi_value, napi_value, napi_async_execute_callback execute,
                                   napi_async_complete_callback complete, void* data, napi_async_work* result) {
  *result = new napi_async_work__{execute, complete, data};
  return finish(napi_ok);
}

napi_status napi_delete_async_work(napi_env, napi_async_work work) {
  delete work;
  return finish(napi_ok);
}

napi_status napi_queue_async_work(napi_env, napi_async_work work) {
  // The work deletes itself when it is complete.
  const auto run = [work] {
    work->execute(kEnv, work->data);
    ntop::far::post([work] { work->complete(kEnv, napi_ok, work->data); });
  };
  if (ntop::startThread(run) != 0) run();
  return finish(napi_ok);
}

napi_status napi_get_uv_event_loop(napi_env, struct uv_loop_s** loop) {
  *loop = nullptr;
  return finish(napi_ok);
}

napi_value napi_register_module_v1(napi_env env, napi_value exports);

}

namespace ntop::far {

Ref loadAddon() {
  Value* exports = make(Kind::kObject);
  return Ref(napi_register_module_v1(kEnv, exports));
}

}  // namespace ntop::far
