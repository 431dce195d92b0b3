#include "swaps.h"

#include "fields.h"

namespace ntop::proc {

namespace {

std::optional<SwapLine> parseSwapLine(std::string_view text) {
  SwapLine line;
  Fields fields(text);
  line.path = unescape(fields.word());
  const std::string_view type = fields.word();
  line.isFile = type == "file";
  fields.read(line.kilobytes);
  fields.read(line.usedKilobytes);
  fields.read(line.priority);
  const bool isKnown = line.isFile || type == "partition";
  if (!fields.ok() || !isKnown || line.usedKilobytes > line.kilobytes) return {};
  return line;
}

}  // namespace

std::optional<std::vector<SwapLine>> parseSwaps(std::string_view text) {
  std::string_view line;
  if (!nextLine(text, line) || !startsWith(line, "Filename")) return {};
  std::vector<SwapLine> swaps;
  while (nextLine(text, line)) {
    if (auto swap = parseSwapLine(line)) swaps.push_back(std::move(*swap));
  }
  return swaps;
}

}  // namespace ntop::proc
