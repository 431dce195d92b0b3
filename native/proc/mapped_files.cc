#include "mapped_files.h"

#include <algorithm>
#include <optional>

#include "fields.h"

namespace ntop::proc {

namespace {

constexpr std::string_view kRemark = " (deleted)";

bool isDeleted(std::string_view line) {
  return line.size() > kRemark.size() && line.substr(line.size() - kRemark.size()) == kRemark;
}

// Two hexadecimal numbers with a character between them.
template <typename Number>
bool parsePair(std::string_view text, char between, Number& first, Number& second) {
  const auto read = [](std::string_view part, Number& number) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number, 16);
    return error == std::errc() && end == part.data() + part.size();
  };
  const size_t at = text.find(between);
  return at != std::string_view::npos && read(text.substr(0, at), first) && read(text.substr(at + 1), second);
}

std::string hexadecimal(uint64_t number) {
  char digits[17] = {};
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number, 16);
  return error == std::errc() ? std::string(digits, end) : std::string();
}

std::optional<MappedFile> parseMapping(std::string_view line) {
  MappedFile mapped;
  uint64_t begin = 0;
  uint64_t end = 0;
  Fields fields(line);
  // Written here with leading zeros, and without in map_files.
  if (!parsePair(fields.word(), '-', begin, end)) return {};
  mapped.range = hexadecimal(begin) + "-" + hexadecimal(end);
  fields.skip(2);  // rights, offset
  if (!parsePair(fields.word(), ':', mapped.major, mapped.minor)) return {};
  fields.read(mapped.inode);
  if (!fields.ok() || mapped.inode == 0) return {};
  return mapped;
}

}  // namespace

std::vector<MappedFile> parseDeletedMappings(std::string_view text) {
  std::vector<MappedFile> files;
  std::string_view line;
  while (nextLine(text, line)) {
    if (!isDeleted(line)) continue;
    const auto mapped = parseMapping(line);
    const auto isSame = [&](const MappedFile& other) {
      return other.inode == mapped->inode && other.major == mapped->major && other.minor == mapped->minor;
    };
    if (mapped && std::none_of(files.begin(), files.end(), isSame)) files.push_back(*mapped);
  }
  return files;
}

}  // namespace ntop::proc
