#include "mounts.h"

#include "fields.h"

namespace ntop::proc {

namespace {

constexpr std::string_view kOption = "hidepid=";

std::string_view findOption(std::string_view options) {
  std::string_view option;
  while (nextPart(options, ',', option)) {
    if (startsWith(option, kOption)) return option.substr(kOption.size());
  }
  return {};
}

}  // namespace

std::vector<Mount> parseMounts(std::string_view text) {
  std::vector<Mount> mounts;
  std::string_view line;
  while (nextLine(text, line)) {
    // What has no device at all is written as an empty field, which a blank ends as well.
    const size_t end = line.find(' ');
    if (end == std::string_view::npos) continue;
    Mount mount;
    mount.device = unescape(line.substr(0, end));
    Fields fields(line.substr(end + 1));
    mount.mountPoint = unescape(fields.word());
    mount.type = unescape(fields.word());
    mount.options = unescape(fields.word());
    if (fields.ok()) mounts.push_back(std::move(mount));
  }
  return mounts;
}

std::vector<std::string_view> parseDiskFileSystems(std::string_view text) {
  std::vector<std::string_view> types;
  std::string_view line;
  while (nextLine(text, line)) {
    Fields fields(line);
    std::string_view type = fields.word();
    const bool nodev = type == "nodev";
    if (nodev) type = fields.word();
    if (fields.ok() && (!nodev || type == "zfs")) types.push_back(type);
  }
  return types;
}

std::string_view findPartition(std::string_view text, uint32_t major, uint32_t minor) {
  std::string_view line;
  while (nextLine(text, line)) {
    uint32_t foundMajor = 0;
    uint32_t foundMinor = 0;
    Fields fields(line);
    fields.read(foundMajor);
    fields.read(foundMinor);
    fields.skip(1);  // size
    const std::string_view name = fields.word();
    if (fields.ok() && foundMajor == major && foundMinor == minor) return name;
  }
  return {};
}

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
