#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "value.h"

// Values as bytes, in the encoding of src/model/codec/plain-values.ts.
namespace ntop::far {

// Writes values. Of a column that was sent before at its place in answers of this stream only what changed is written.
class Writer {
 public:
  void natural(uint64_t value);
  void value(const Value& value, uint32_t stream);
  // The bytes written since the last call, behind their length as four bytes.
  std::string take();

 private:
  using Place = std::pair<uint32_t, uint32_t>;

  void byte(uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void raw(const void* from, size_t length) { bytes_.append(static_cast<const char*>(from), length); }
  void write(const Value& value, uint32_t stream);
  void number(double value);
  void text(const std::u16string& text);
  void name(const std::string& name);
  void column(const Value& value, uint32_t stream);
  template <typename Number>
  void changes(const Number* before, const Number* now, size_t length);

  std::string bytes_ = std::string(4, '\0');
  uint32_t place_ = 0;
  std::map<Place, std::vector<uint8_t>> sent_;
};

// One value of these bytes, which the near side's encodePlain has written; nothing where they are something else.
std::optional<Ref> readValue(std::string_view bytes);

}  // namespace ntop::far
