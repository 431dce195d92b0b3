#pragma once

#define NAPI_VERSION 8
#include <node_api.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// The values of the far side's Node-API: what the addon makes and is given, without JavaScript. See node_api.cc.
namespace ntop::far {

enum class Kind : uint8_t { kUndefined, kBoolean, kNumber, kText, kArray, kObject, kBytes, kColumn, kFunction, kExternal };

class Ref;
struct Function;
struct Promise;

}  // namespace ntop::far

// One value. Counted: what holds it are the values around it, references, and until its turn ends the arena.
struct napi_value__ {
  explicit napi_value__(ntop::far::Kind of) : kind(of) {}

  const ntop::far::Kind kind;
  uint32_t holders = 0;
  bool flag = false;
  bool isError = false;
  napi_typedarray_type columnType = napi_uint8_array;
  double number = 0;
  std::u16string text;
  std::vector<ntop::far::Ref> items;
  std::vector<std::pair<std::string, ntop::far::Ref>> parts;
  // Of a column: where it begins in its bytes, and how many numbers it has.
  std::shared_ptr<std::vector<uint8_t>> bytes;
  size_t offset = 0;
  size_t length = 0;
  std::unique_ptr<ntop::far::Function> function;
  std::unique_ptr<ntop::far::Promise> promise;
  // What a class made it of, and what C++ keeps in it.
  napi_value cls = nullptr;
  void* native = nullptr;
};

namespace ntop::far {

using Value = napi_value__;

// Holds a value.
class Ref {
 public:
  Ref() = default;
  Ref(Value* value) : value_(value) { hold(); }
  Ref(const Ref& other) : Ref(other.value_) {}
  Ref(Ref&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Ref() {
    if (value_ != nullptr && --value_->holders == 0) delete value_;
  }

  Value* get() const { return value_; }
  Value* operator->() const { return value_; }
  explicit operator bool() const { return value_ != nullptr; }

 private:
  void hold() const {
    if (value_ != nullptr) ++value_->holders;
  }

  Value* value_ = nullptr;
};

// A function of the addon, a class, or one of the near side's, which is only a number.
struct Function {
  napi_callback callback = nullptr;
  void* data = nullptr;
  uint32_t nearId = 0;
  struct Method {
    std::string name;
    napi_callback callback;
    void* data;
  };
  std::vector<Method> methods;
};

struct Promise {
  enum class State : uint8_t { kPending, kResolved, kRejected };
  State state = State::kPending;
  Ref value;
  // The question that it answers; 0 until it was asked.
  uint32_t question = 0;
};

Value* partOf(const Value& object, const std::string& name);

// Makes values that live at least until the turn ends.
Value* make(Kind kind);
void endTurn();

// The addon's exports.
Ref loadAddon();
// Calls a function of the addon; `self` may be nothing. What it threw is the answer's `isError`.
Ref call(const Ref& function, const Ref& self, const std::vector<Ref>& arguments);
Ref construct(const Ref& cls, const std::vector<Ref>& arguments);
Ref callMethod(const Ref& object, const std::string& name, const std::vector<Ref>& arguments);

}  // namespace ntop::far
