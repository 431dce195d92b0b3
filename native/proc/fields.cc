#include "fields.h"

namespace ntop::proc {

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

}  // namespace ntop::proc
