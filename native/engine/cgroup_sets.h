#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ntop {

// The texts of /proc/PID/cgroup, each kept once for all processes that have it, by number.
class CgroupSets {
 public:
  static constexpr int32_t kNone = -1;

  // The number of a text, for one process more; of an empty text none.
  int32_t take(std::string_view text);
  void giveBack(int32_t set);

  // One past the highest number in use.
  int32_t end() const { return static_cast<int32_t>(sets_.size()); }
  // Empty if the number is free.
  const std::string& text(int32_t set) const { return sets_[static_cast<size_t>(set)].text; }
  // Another one once a text came or went.
  uint64_t version() const { return version_; }

 private:
  struct Set {
    std::string text;
    uint32_t users = 0;
  };

  std::vector<Set> sets_;
  std::vector<int32_t> free_;
  std::unordered_map<std::string, int32_t> setOfText_;
  uint64_t version_ = 0;
};

}  // namespace ntop
