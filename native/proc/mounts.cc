#include "mounts.h"

#include "fields.h"

namespace ntop::proc {

namespace {

constexpr std::string_view kOption = "hidepid=";

std::string_view findOption(std::string_view options) {
  while (!options.empty()) {
    const size_t end = std::min(options.find(','), options.size());
    const std::string_view option = options.substr(0, end);
    if (startsWith(option, kOption)) return option.substr(kOption.size());
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return {};
}

}  // namespace

std::string_view parseHidepid(std::string_view mountinfo, std::string_view mountPoint) {
  std::string_view found;
  std::string_view line;
  while (nextLine(mountinfo, line)) {
    Fields fields(line);
    fields.skip(4);
    if (fields.word() != mountPoint) continue;
    // Optional fields end with a dash; then come type, source and the file system's own options.
    while (fields.ok() && fields.word() != "-") {
    }
    fields.skip(2);
    found = findOption(fields.word());  // of what is mounted over each other, the last can be seen
  }
  return found == "0" || found == "off" ? std::string_view() : found;
}

}  // namespace ntop::proc
