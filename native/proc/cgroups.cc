#include "cgroups.h"

#include "fields.h"
#include "process_files.h"

namespace ntop::proc {

namespace {

constexpr uint64_t kBeyondMachines = uint64_t{1} << 62;

bool lists(std::string_view options, std::string_view wanted) {
  std::string_view option;
  while (nextPart(options, ',', option)) {
    if (option == wanted) return true;
  }
  return false;
}

bool leadsUp(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const size_t end = std::min(path.find('/'), path.size());
    if (path.substr(0, end) == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

}  // namespace

std::optional<CgroupPlace> parseCgroupOf(std::string_view text, std::string_view controller) {
  std::optional<CgroupPlace> found;
  CgroupLine line;
  while (nextCgroup(text, line)) {
    if (!startsWith(line.path, "/")) continue;
    if (lists(line.controllers, controller)) return CgroupPlace{1, line.path};
    if (line.controllers.empty() && line.hierarchy == "0") found = CgroupPlace{2, line.path};
  }
  return found;
}

std::vector<CgroupMount> parseCgroupMounts(std::string_view mountinfo) {
  std::vector<CgroupMount> mounts;
  std::string_view line;
  while (nextLine(mountinfo, line)) {
    Fields fields(line);
    fields.skip(3);
    const std::string_view root = fields.word();
    const std::string_view point = fields.word();
    // Optional fields end with a dash; then come type, source and the file system's own options.
    while (fields.ok() && fields.word() != "-") {
    }
    const std::string_view type = fields.word();
    fields.skip(1);
    const std::string_view options = fields.word();
    const int version = type == "cgroup" ? 1 : 2;
    if (!fields.ok() || (version == 2 && type != "cgroup2")) continue;
    mounts.push_back({version, unescape(root), unescape(point), version == 1 ? std::string(options) : std::string()});
  }
  return mounts;
}

bool hasController(const CgroupMount& mount, std::string_view controller) { return lists(mount.options, controller); }

std::optional<std::string_view> pathBelow(const CgroupMount& mount, std::string_view path) {
  if (leadsUp(path)) return {};
  if (path == "/") path = {};
  if (mount.root == "/") return path;
  if (!startsWith(path, mount.root)) return {};
  path.remove_prefix(mount.root.size());
  return path.empty() || path[0] == '/' ? std::optional(path) : std::nullopt;
}

std::optional<uint64_t> parseLimit(std::string_view text) {
  Fields fields(text);
  if (startsWith(text, "max")) return kUnlimited;
  uint64_t bytes = 0;
  fields.read(bytes);
  if (!fields.ok()) return {};
  return bytes >= kBeyondMachines ? kUnlimited : bytes;
}

}  // namespace ntop::proc
