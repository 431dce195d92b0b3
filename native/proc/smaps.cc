#include "smaps.h"

#include <charconv>

#include "fields.h"

namespace ntop::proc {

namespace {

struct Key {
  std::string_view name;
  std::optional<uint64_t> SmapsFigures::*figure;
};

constexpr Key kKeys[] = {
    {"Size", &SmapsFigures::size},
    {"Rss", &SmapsFigures::resident},
    {"Pss", &SmapsFigures::proportional},
    {"Shared_Clean", &SmapsFigures::sharedClean},
    {"Shared_Dirty", &SmapsFigures::sharedDirty},
    {"Private_Clean", &SmapsFigures::privateClean},
    {"Private_Dirty", &SmapsFigures::privateDirty},
    {"Private_Hugetlb", &SmapsFigures::privateHuge},
    {"Referenced", &SmapsFigures::referenced},
    {"Anonymous", &SmapsFigures::anonymous},
    {"Swap", &SmapsFigures::swap},
    {"SwapPss", &SmapsFigures::swapProportional},
};

// Far above any machine, far below what overflows when kB become bytes or are added.
constexpr uint64_t kMostKilobytes = uint64_t{1} << 50;
constexpr uint64_t kMostBytes = kMostKilobytes * 1024;
// More files than a process maps, and few enough to show. What is beyond them is added up under this name, which no
// mapping has: files begin with a slash.
constexpr size_t kMostGroups = 8192;
constexpr std::string_view kOthers = "[others]";
// A path has 4095 bytes at most, each of which may be written as four.
constexpr size_t kMostLineBytes = 32u << 10;

bool isRange(std::string_view word) {
  uint64_t address = 0;
  const char* const last = word.data() + word.size();
  const auto begin = std::from_chars(word.data(), last, address, 16);
  if (begin.ec != std::errc() || begin.ptr == last || *begin.ptr != '-') return false;
  const auto end = std::from_chars(begin.ptr + 1, last, address, 16);
  return end.ec == std::errc() && end.ptr == last;
}

// Cuts the next word off the front.
std::string_view takeWord(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

}  // namespace

std::optional<uint64_t> SmapsFigures::unique() const {
  if (!privateClean || !privateDirty) return {};
  return *privateClean + *privateDirty + privateHuge.value_or(0);
}

std::optional<MappingHead> parseMappingHead(std::string_view line) {
  MappingHead head;
  head.range = takeWord(line);
  if (!isRange(head.range)) return {};
  head.permissions = takeWord(line);
  for (int field = 0; field < 3; ++field) takeWord(line);  // offset, device, inode
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  head.path = line;
  return head;
}

void addSmapsLine(std::string_view line, SmapsFigures& figures) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  for (const Key& key : kKeys) {
    if (key.name != line.substr(0, colon)) continue;
    uint64_t kilobytes = 0;
    Fields fields(line.substr(colon + 1));
    fields.read(kilobytes);
    if (!fields.ok() || kilobytes > kMostKilobytes) return;
    auto& figure = figures.*key.figure;
    figure = std::min(figure.value_or(0) + kilobytes * 1024, kMostBytes);
    return;
  }
}

std::optional<SmapsFigures> sumSmaps(std::string_view text) {
  // No memory at all: a kernel thread, or a zombie.
  if (text.empty()) return SmapsFigures{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  SmapsFigures figures;
  bool any = false;
  std::string_view line;
  while (nextLine(text, line)) {
    if (parseMappingHead(line)) {
      any = true;
    } else if (any) {
      addSmapsLine(line, figures);
    }
  }
  return any ? std::optional(figures) : std::nullopt;
}

void MappingGroups::take(std::string_view piece) {
  for (size_t end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
    if (cut_.empty()) {
      takeLine(piece.substr(0, end));
    } else {
      takeLine(cut_.append(piece.substr(0, end)));
      cut_.clear();
    }
    piece.remove_prefix(end + 1);
  }
  cut_.append(piece.substr(0, kMostLineBytes - std::min(cut_.size(), kMostLineBytes)));
}

std::vector<MappingGroup> MappingGroups::finish() {
  if (!cut_.empty()) takeLine(cut_);
  cut_.clear();
  byPath_.clear();
  current_.reset();
  return std::move(groups_);
}

void MappingGroups::takeLine(std::string_view line) {
  if (const auto head = parseMappingHead(line)) {
    current_ = find(head->path);
    ++groups_[*current_].mappings;
  } else if (current_) {
    addSmapsLine(line, groups_[*current_].figures);
  }
}

size_t MappingGroups::find(std::string_view path) {
  const auto known = byPath_.find(std::string(path));
  if (known != byPath_.end()) return known->second;
  if (groups_.size() >= kMostGroups && path != kOthers) return find(kOthers);
  groups_.push_back({std::string(path), 0, {}});
  return byPath_[groups_.back().path] = groups_.size() - 1;
}

}  // namespace ntop::proc
