#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ntop {

// Asks the system, which may take its time; empty when the id has no passwd entry.
std::string userName(uint32_t uid);

// Names of users by id, asked of the system once each. A directory server may take its time, so that an id is noted
// first and looked up when there is time.
class UserNames {
 public:
  void meet(uint32_t uid) {
    if (met_.insert(uid).second) unknown_.push_back(uid);
  }
  bool hasUnknown() const { return !unknown_.empty(); }
  void lookUp();

  // Those found since they were last taken; an id without a name is never among them.
  std::vector<std::pair<uint32_t, std::string>> takeNew() { return std::exchange(new_, {}); }

 private:
  std::unordered_set<uint32_t> met_;
  std::vector<uint32_t> unknown_;
  std::vector<std::pair<uint32_t, std::string>> new_;
};

}  // namespace ntop
