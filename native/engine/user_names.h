#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ntop {

// Asks the system, which may take its time; empty when the id has no passwd entry.
std::string userName(uint32_t uid);

// Names of users by id, asked of the system once each. A directory server may take its time, so that it is asked on other
// threads, and a name is there when it comes.
class UserNames {
 public:
  // `ask` gives the name of an id, empty for none; any thread may call it.
  explicit UserNames(std::function<std::string(uint32_t)> ask = userName);

  void meet(uint32_t uid) {
    if (met_.insert(uid).second) unknown_.push_back(uid);
  }

  // Whether there are some that were not asked for.
  bool hasUnknown() const { return !unknown_.empty(); }

  // Asks for them, and gives the names that are at hand a moment to come.
  void lookUp();

  // Those that came since they were last taken; an id without a name is never among them.
  std::vector<std::pair<uint32_t, std::string>> takeNew();

 private:
  struct Questions;

  std::unordered_set<uint32_t> met_;
  std::vector<uint32_t> unknown_;
  const std::shared_ptr<Questions> questions_;
};

}  // namespace ntop
