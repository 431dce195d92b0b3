#include "utf16.h"

#include <cstdint>

namespace ntop::proc {

namespace {

struct Scalar {
  uint32_t value = 0;
  size_t bytes = 0;  // 0: ill-formed
};

uint32_t byteAt(std::string_view text, size_t at) { return static_cast<unsigned char>(text[at]); }

// The smallest value that may take so many bytes: anything below is an overlong form.
constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};

size_t lengthOf(uint32_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

Scalar decodeAt(std::string_view text, size_t at) {
  const uint32_t lead = byteAt(text, at);
  const size_t length = lengthOf(lead);
  if (length < 2) return {lead, length};
  if (at + length > text.size()) return {};
  uint32_t value = lead & (0x7Fu >> length);
  for (size_t next = at + 1; next < at + length; ++next) {
    if ((byteAt(text, next) & 0xC0) != 0x80) return {};
    value = value << 6 | (byteAt(text, next) & 0x3F);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || value > 0x10FFFF || surrogate) return {};
  return {value, length};
}

}  // namespace

std::u16string decodeUtf8(std::string_view bytes) {
  std::u16string text;
  text.reserve(bytes.size());
  for (size_t at = 0; at < bytes.size();) {
    const Scalar scalar = decodeAt(bytes, at);
    if (scalar.bytes == 0) {
      text.push_back(static_cast<char16_t>(0xDC00 + byteAt(bytes, at)));
      ++at;
      continue;
    }
    at += scalar.bytes;
    if (scalar.value < 0x10000) {
      text.push_back(static_cast<char16_t>(scalar.value));
    } else {
      text.push_back(static_cast<char16_t>(0xD800 + ((scalar.value - 0x10000) >> 10)));
      text.push_back(static_cast<char16_t>(0xDC00 + (scalar.value & 0x3FF)));
    }
  }
  return text;
}

}  // namespace ntop::proc
