#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ntop {

// Looks up the name, which may take long; empty if the UID has no passwd entry.
std::string userName(uint32_t uid);

// User names by UID, looked up once each. A directory server may be slow, so the lookup is done on other
// threads, and a name appears when it arrives.
class UserNames {
 public:
  // `ask` gives the name of an id, empty for none; any thread may call it.
  explicit UserNames(std::function<std::string(uint32_t)> ask = userName);

  void add(uint32_t uid) {
    if (seen_.insert(uid).second) unknown_.push_back(uid);
  }

  // Whether some have not been looked up.
  bool hasUnknown() const { return !unknown_.empty(); }

  // Looks them up, and waits a moment for local names.
  void lookUp();

  // Those that came since they were last taken; an id without a name is never among them.
  std::vector<std::pair<uint32_t, std::string>> takeNew();

 private:
  struct Questions;

  std::unordered_set<uint32_t> seen_;
  std::vector<uint32_t> unknown_;
  const std::shared_ptr<Questions> questions_;
};

}  // namespace ntop
