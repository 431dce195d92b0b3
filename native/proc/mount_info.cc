#include "mount_info.h"

#include <optional>

#include "fields.h"

namespace ntop::proc {

namespace {

// No name has a slash, so that no directory can be called like this.
constexpr std::string_view kDeletedRemark = "//deleted";

bool parseDevice(std::string_view text, MountInfo& mount) {
  std::string_view number;
  const auto read = [&](uint32_t& value) {
    if (!nextPart(text, ':', number)) return false;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    return error == std::errc() && end == number.data() + number.size();
  };
  return read(mount.major) && read(mount.minor) && text.empty();
}

// Type, source and the file system's own options. What has no source is written as an empty field, which a blank ends too.
bool parseTail(std::string_view tail, MountInfo& mount) {
  std::string_view type;
  std::string_view source;
  if (!nextPart(tail, ' ', type) || type.empty() || !nextPart(tail, ' ', source)) return false;
  mount.type = unescape(type);
  mount.source = unescape(source);
  mount.superOptions = unescape(tail.substr(0, tail.find(' ')));
  return true;
}

std::optional<MountInfo> parseLine(std::string_view line) {
  // Optional fields end with a dash; they have no blanks, and no other field before them is a dash alone.
  constexpr std::string_view kEnd = " - ";
  const size_t end = line.find(kEnd);
  if (end == std::string_view::npos) return {};
  MountInfo mount;
  Fields fields(line.substr(0, end));
  fields.read(mount.id);
  fields.read(mount.parent);
  if (!parseDevice(fields.word(), mount)) return {};
  mount.root = unescape(fields.word());
  mount.mountPoint = unescape(fields.word());
  mount.options = unescape(fields.word());
  if (!fields.ok() || !parseTail(line.substr(end + kEnd.size()), mount)) return {};
  const size_t length = mount.root.size();
  mount.rootDeleted = length >= kDeletedRemark.size() &&
                      mount.root.compare(length - kDeletedRemark.size(), kDeletedRemark.size(), kDeletedRemark) == 0;
  if (mount.rootDeleted) mount.root.resize(length - kDeletedRemark.size());
  return mount;
}

}  // namespace

std::vector<MountInfo> parseMountInfo(std::string_view text) {
  std::vector<MountInfo> mounts;
  std::string_view line;
  while (nextLine(text, line)) {
    if (auto mount = parseLine(line)) mounts.push_back(std::move(*mount));
  }
  return mounts;
}

bool hasOption(std::string_view options, std::string_view option) {
  std::string_view part;
  while (nextPart(options, ',', part)) {
    if (part == option) return true;
  }
  return false;
}

}  // namespace ntop::proc
