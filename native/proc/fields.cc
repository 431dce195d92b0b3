#include "fields.h"

namespace ntop::proc {

namespace {

bool isOctal(std::string_view text) { return text.find_first_not_of("01234567") == std::string_view::npos; }

}  // namespace

bool parseDecimal(std::string_view text, double& value) {
  double number = 0;
  double scale = 0;  // 0 until the point was seen
  size_t digits = 0;
  for (const char letter : text) {
    if (letter == '.' && scale == 0) {
      scale = 1;
    } else if (letter >= '0' && letter <= '9') {
      number = number * 10 + (letter - '0');
      scale *= 10;
      ++digits;
    } else {
      return false;
    }
  }
  if (digits == 0 || digits > 300) return false;
  value = scale > 1 ? number / scale : number;
  return true;
}

std::string unescape(std::string_view text) {
  std::string plain;
  for (size_t at = 0; at < text.size(); ++at) {
    const std::string_view digits = text[at] == '\\' ? text.substr(at + 1, 3) : std::string_view();
    if (digits.size() == 3 && isOctal(digits) && digits[0] < '4') {
      plain += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
      at += 3;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

}  // namespace ntop::proc
