#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ntop {

// Names of users by id, asked of the system once each: a directory server may take its time.
class UserNames {
 public:
  // Makes sure that an id has been looked up.
  void meet(uint32_t uid);

  // Those found since they were last taken; an id without a name is never among them.
  std::vector<std::pair<uint32_t, std::string>> takeNew() { return std::exchange(new_, {}); }

 private:
  std::unordered_set<uint32_t> met_;
  std::vector<std::pair<uint32_t, std::string>> new_;
};

}  // namespace ntop
