#pragma once

#include <napi.h>

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <vector>

#include "values.h"

namespace ntop {

// JavaScript's copy of typed columns (ProcessColumns, SocketColumns): typed arrays over one buffer, made anew only when
// they must grow.
template <typename Columns>
class ColumnViews {
 public:
  // Copies the columns; the same arrays as last time unless there are more slots than they hold.
  Napi::Object copy(Napi::Env env, const Columns& columns, size_t slots) {
    if (mustGrow(slots)) grow(env, columns);
    if (data_ == nullptr) return Napi::Object::New(env);  // this thread of Node's is ending
    uint8_t* to = data_;
    columns.each([&](const char*, const auto& column) {
      // With no row yet there is nothing to copy from either.
      if (slots > 0) std::memcpy(to, column.data(), slots * sizeof column[0]);
      to += capacity_ * sizeof column[0];
    });
    return views_.Value();
  }

  // The same, when all but these rows are as they were at the last copy.
  Napi::Object copyRows(Napi::Env env, const Columns& columns, size_t slots, const std::vector<size_t>& rows) {
    if (mustGrow(slots) || rows.size() > slots / 4) return copy(env, columns, slots);
    uint8_t* to = data_;
    columns.each([&](const char*, const auto& column) {
      for (const size_t row : rows) std::memcpy(to + row * sizeof column[0], &column[row], sizeof column[0]);
      to += capacity_ * sizeof column[0];
    });
    return views_.Value();
  }

 private:
  bool mustGrow(size_t slots) const { return views_.IsEmpty() || slots > capacity_; }

  // The typed arrays keep their buffer, and so where it lies, alive.
  void grow(Napi::Env env, const Columns& columns) {
    capacity_ = columns.serial.size();
    Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, bytesFor(columns, capacity_));
    data_ = static_cast<uint8_t*>(buffer.Data());
    views_ = Napi::Persistent(makeViews(env, buffer, columns, capacity_));
  }

  // Bytes that the columns take, laid one behind the other. Never none: a buffer of nothing lies nowhere, as one that
  // could not be made does.
  static size_t bytesFor(const Columns& columns, size_t slots) {
    size_t bytes = sizeof(double);
    columns.each([&](const char*, const auto& column) { bytes += slots * sizeof column[0]; });
    return bytes;
  }

  static Napi::Object makeViews(Napi::Env env, Napi::ArrayBuffer buffer, const Columns& columns, size_t slots) {
    Napi::Object views = Napi::Object::New(env);
    size_t offset = 0;
    columns.each([&](const char* name, const auto& column) {
      using Number = typename std::decay_t<decltype(column)>::value_type;
      views.Set(name, Napi::TypedArrayOf<Number>::New(env, slots, buffer, offset));
      offset += slots * sizeof(Number);
    });
    return views;
  }

  size_t capacity_ = 0;
  uint8_t* data_ = nullptr;
  Napi::ObjectReference views_;
};

// [slot, text, slot, text …] of the texts of a kind that changed since they were last taken. A slot that is no longer there
// waits until it is: what it is empty of must be known before another row has it.
template <typename Table, typename Kind>
Napi::Array takeTexts(Napi::Env env, Table& table, Kind kind) {
  Napi::Array pairs = Napi::Array::New(env);
  std::vector<int>& changed = table.changed(kind);
  const auto isThere = [&](int slot) { return slot < table.slots(); };
  uint32_t next = 0;
  for (const int slot : changed) {
    if (!isThere(slot)) continue;
    pairs.Set(next++, slot);
    pairs.Set(next++, toText(env, table.text(kind, slot)));
  }
  changed.erase(std::remove_if(changed.begin(), changed.end(), isThere), changed.end());
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return pairs;
}

}  // namespace ntop
