#include "block_devices.h"

#include "fields.h"

namespace ntop::proc {

namespace {

// Partitions of Linux 2.6.0 to 2.6.24 have these alone.
constexpr DeviceFigure kOfOldPartitions[] = {kReads, kReadSectors, kWrites, kWriteSectors};

constexpr size_t kFiguresOfWholeDisks = 11;
constexpr size_t kWordsBefore = 3;

size_t countWords(std::string_view text) {
  Fields fields(text);
  size_t count = 0;
  while (!fields.word().empty()) ++count;
  return count;
}

void readFigure(Fields& fields, uint64_t& figure) {
  fields.read(figure);
  figure = std::min(figure, kUnknownFigure - 1);
}

// The rest of a line, which has so many counters.
bool readFigures(Fields& fields, size_t count, DeviceLine& line) {
  line.figures.fill(kUnknownFigure);
  if (count == std::size(kOfOldPartitions)) {
    for (const DeviceFigure figure : kOfOldPartitions) readFigure(fields, line.figures[figure]);
    return fields.ok();
  }
  if (count < kFiguresOfWholeDisks) return false;
  for (size_t figure = 0; figure < std::min<size_t>(count, kDeviceFigures); ++figure) {
    // Kernels have written -1 requests under way.
    if (figure == kInFlight) line.figures[figure] = fields.readIfWhole<uint64_t>().value_or(kUnknownFigure);
    else readFigure(fields, line.figures[figure]);
  }
  return fields.ok();
}

std::optional<DeviceLine> parseDeviceLine(std::string_view text) {
  DeviceLine line;
  size_t words = countWords(text);
  if (words < kWordsBefore) return {};
  Fields fields(text);
  fields.read(line.major);
  fields.read(line.minor);
  if (words == kWordsBefore + kFiguresOfWholeDisks + 1) {
    fields.skip(1);  // Linux 2.4 counts blocks before the name
    --words;
  }
  line.name = fields.word();
  if (!fields.ok() || !readFigures(fields, words - kWordsBefore, line)) return {};
  return line;
}

}  // namespace

std::vector<DeviceLine> parseDeviceLines(std::string_view text) {
  std::vector<DeviceLine> lines;
  std::string_view line;
  while (nextLine(text, line)) {
    if (const auto device = parseDeviceLine(line)) lines.push_back(*device);
  }
  return lines;
}

std::optional<DeviceLine> parseDeviceCounters(std::string_view text) {
  DeviceLine line;
  Fields fields(text);
  if (!readFigures(fields, countWords(text), line)) return {};
  return line;
}

std::optional<uint64_t> parseAttribute(std::string_view text) {
  std::string_view word = Fields(text).word();
  const int base = startsWith(word, "0x") ? 16 : 10;
  if (base == 16) word.remove_prefix(2);
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number, base);
  if (error != std::errc() || end != word.data() + word.size()) return {};
  return number;
}

std::string_view parseScheduler(std::string_view text) {
  const size_t open = text.find('[');
  const size_t close = open == std::string_view::npos ? open : text.find(']', open);
  if (close != std::string_view::npos) return text.substr(open + 1, close - open - 1);
  Fields fields(text);
  const std::string_view only = fields.word();
  return fields.word().empty() ? only : std::string_view();
}

std::optional<double> parseProgress(std::string_view text) {
  Fields fields(text);
  double done = 0;
  double all = 0;
  const bool isRead = parseDecimal(fields.word(), done) && fields.word() == "/" && parseDecimal(fields.word(), all);
  if (!isRead || all <= 0 || done > all) return {};
  return done / all;
}

}  // namespace ntop::proc
