#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace ntop::proc {

// Takes blank-separated fields from the front of a text. Once a field is missing or bad, it stays failed, so that
// a parser asks once, at the end.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }

  // The next word; empty (and failed) at the end.
  std::string_view word() {
    const char* at = rest_.data();
    const char* const end = at + rest_.size();
    while (at != end && isBlank(*at)) ++at;
    const char* const begin = at;
    while (at != end && !isBlank(*at)) ++at;
    if (begin == at) {
      ok_ = false;
      return {};
    }
    rest_ = {at, static_cast<size_t>(end - at)};
    return {begin, static_cast<size_t>(at - begin)};
  }

  // A whole number that fits `value`; anything else leaves it as it was and fails.
  template <typename Number>
  void read(Number& value) {
    const std::string_view text = word();
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!ok_ || error != std::errc() || end != text.data() + text.size()) {
      ok_ = false;
      return;
    }
    value = number;
  }

  // The same where the number may be missing or odd, as long as the word is there.
  template <typename Number>
  std::optional<Number> readIfWhole() {
    const std::string_view text = word();
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return number;
  }

  void skip(int words) {
    while (words-- > 0) word();
  }

 private:
  static bool isBlank(char character) { return character == ' ' || character == '\t' || character == '\n'; }

  std::string_view rest_;
  bool ok_ = true;
};

// Cuts what lies before the next `separator` off the front of `rest`. False at the end.
inline bool nextPart(std::string_view& rest, char separator, std::string_view& part) {
  if (rest.empty()) return false;
  const size_t end = std::min(rest.find(separator), rest.size());
  part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return true;
}

inline bool nextLine(std::string_view& rest, std::string_view& line) { return nextPart(rest, '\n', line); }

inline bool startsWith(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

// A plain decimal such as 12.34, without sign or exponent. False leaves `value` as it was.
bool parseDecimal(std::string_view text, double& value);

// Lists of mounts have blanks, line ends and backslashes as a backslash and three octal digits.
std::string unescape(std::string_view text);

}  // namespace ntop::proc
