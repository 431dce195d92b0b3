#include "memory_cgroup.h"

#include "fields.h"

namespace ntop::proc {

namespace {

constexpr uint64_t kBeyondMachines = uint64_t{1} << 62;

bool lists(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const size_t end = std::min(options.find(','), options.size());
    if (options.substr(0, end) == wanted) return true;
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return false;
}

bool isOctal(std::string_view text) { return text.find_first_not_of("01234567") == std::string_view::npos; }

// Blanks, backslashes and newlines are written as three octal digits.
std::string unescape(std::string_view text) {
  std::string plain;
  for (size_t at = 0; at < text.size(); ++at) {
    const std::string_view digits = text[at] == '\\' ? text.substr(at + 1, 3) : std::string_view();
    if (digits.size() == 3 && isOctal(digits) && digits[0] < '4') {
      plain += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
      at += 3;
    } else {
      plain += text[at];
    }
  }
  return plain;
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

std::optional<MemoryCgroup> parseMemoryCgroup(std::string_view text) {
  std::optional<MemoryCgroup> found;
  std::string_view line;
  while (nextLine(text, line)) {
    const size_t first = line.find(':');
    const size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const std::string_view path = line.substr(second + 1);
    if (!startsWith(path, "/")) continue;
    if (lists(controllers, "memory")) return MemoryCgroup{1, path};
    if (controllers.empty() && line.substr(0, first) == "0") found = MemoryCgroup{2, path};
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
    const bool isFirst = type == "cgroup" && lists(options, "memory");
    if (fields.ok() && (isFirst || type == "cgroup2")) mounts.push_back({isFirst ? 1 : 2, unescape(root), unescape(point)});
  }
  return mounts;
}

std::optional<std::string_view> pathBelow(const CgroupMount& mount, std::string_view path) {
  if (leadsUp(path)) return {};
  if (path == "/") path = {};
  if (mount.root == "/") return path;
  if (!startsWith(path, mount.root)) return {};
  path.remove_prefix(mount.root.size());
  return path.empty() || path[0] == '/' ? std::optional(path) : std::nullopt;
}

std::optional<uint64_t> parseByteLimit(std::string_view text) {
  Fields fields(text);
  if (startsWith(text, "max")) return kUnlimited;
  uint64_t bytes = 0;
  fields.read(bytes);
  if (!fields.ok()) return {};
  return bytes >= kBeyondMachines ? kUnlimited : bytes;
}

}  // namespace ntop::proc
