#include "kernel_log.h"

#include <charconv>

#include "../proc/fields.h"

namespace ntop {

namespace {

// The priority has the facility above its lowest three bits; that of the kernel is 0, and no program can write with it.
constexpr uint64_t kFirstOfPrograms = 8;

bool readWhole(std::string_view text, uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// The kernel writes a byte that is not printable ASCII, and the backslash, as a backslash, x and two digits.
std::string unescapeBytes(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    uint8_t byte = 0;
    const std::string_view digits = text.substr(at, 4);
    const char* end = digits.data() + digits.size();
    const bool isEscape = digits.size() == 4 && digits[0] == '\\' && digits[1] == 'x' &&
                          std::from_chars(digits.data() + 2, end, byte, 16).ptr == end;
    bytes += isEscape ? static_cast<char>(byte) : text[at];
    if (isEscape) at += 3;
  }
  return bytes;
}

}  // namespace

std::optional<KernelMessage> parseKernelMessage(std::string_view record) {
  const size_t colon = record.find(';');
  if (colon == std::string_view::npos) return {};
  std::string_view head = record.substr(0, colon);
  std::string_view priority;
  std::string_view sequence;
  std::string_view time;
  KernelMessage message;
  uint64_t level = 0;
  if (!proc::nextPart(head, ',', priority) || !proc::nextPart(head, ',', sequence) || !proc::nextPart(head, ',', time) ||
      !readWhole(priority, level) || !readWhole(sequence, message.sequence) || !readWhole(time, message.microseconds)) {
    return {};
  }
  message.isKernels = level < kFirstOfPrograms;
  const std::string_view text = record.substr(colon + 1);
  message.text = unescapeBytes(text.substr(0, text.find('\n')));
  return message;
}

}  // namespace ntop
