#include "../engine/user_names.h"

#include <unistd.h>

#include <atomic>

#include "harness.h"

using ntop::UserNames;

namespace {

using Names = std::vector<std::pair<uint32_t, std::string>>;

}  // namespace

TEST("names that are at hand are there at once, and none of an id without one") {
  UserNames names([](uint32_t uid) { return uid == 2 ? std::string() : "u" + std::to_string(uid); });
  for (const uint32_t uid : {1u, 2u, 3u, 1u}) names.add(uid);
  CHECK(names.hasUnknown());
  names.lookUp();
  CHECK(!names.hasUnknown());
  const Names expected{{1, "u1"}, {3, "u3"}};
  EQUAL(names.takeNew(), expected);
  EQUAL(names.takeNew(), Names());
}

TEST("a name service that is slow holds up no sample, and its names are there when they come") {
  const auto isSilent = std::make_shared<std::atomic<bool>>(true);
  UserNames names([isSilent](uint32_t uid) {
    while (uid >= 70000 && isSilent->load()) usleep(1000);
    return "u" + std::to_string(uid);
  });
  for (const uint32_t uid : {70001u, 70002u, 1u}) names.add(uid);
  names.lookUp();
  const Names local{{1, "u1"}};
  EQUAL(names.takeNew(), local);
  isSilent->store(false);
  Names late;
  while (late.size() < 2) {
    for (auto& name : names.takeNew()) late.push_back(std::move(name));
  }
  EQUAL(late.size(), size_t{2});
}
