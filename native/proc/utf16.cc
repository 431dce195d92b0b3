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

void append(uint32_t value, std::string& bytes) {
  constexpr unsigned kLeads[] = {0, 0, 0xC0, 0xE0, 0xF0};
  const size_t length = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
  if (length == 1) return bytes.push_back(static_cast<char>(value));
  for (size_t left = length; left-- > 0;) {
    const uint32_t six = value >> (6 * left);
    bytes.push_back(static_cast<char>(left == length - 1 ? kLeads[length] | six : 0x80 | (six & 0x3F)));
  }
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

std::string encodeUtf8(std::u16string_view text) {
  std::string bytes;
  for (size_t at = 0; at < text.size(); ++at) {
    const uint32_t unit = text[at];
    const bool paired = (unit & 0xFC00) == 0xD800 && at + 1 < text.size() && (text[at + 1] & 0xFC00) == 0xDC00;
    if (paired) {
      append(0x10000 + ((unit & 0x3FF) << 10) + (text[++at] & 0x3FFu), bytes);
    } else if (unit >= 0xDC80 && unit <= 0xDCFF) {
      bytes.push_back(static_cast<char>(unit - 0xDC00));
    } else {
      append((unit & 0xF800) == 0xD800 ? 0xFFFD : unit, bytes);
    }
  }
  return bytes;
}

}  // namespace ntop::proc
