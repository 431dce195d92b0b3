#include "../process/own_memory.h"

#include <memory>
#include <string>
#include <vector>

#include "harness.h"

using namespace ntop;

namespace {

struct Speaker {
  virtual ~Speaker() = default;
  virtual std::string say() const = 0;
};

struct First : Speaker {
  std::string say() const override { return "first"; }
};

struct Second : Speaker {
  std::string say() const override { return "second"; }
};

}  // namespace

// Such as the tables of virtual functions.
TEST("a program goes on after its pages were given back, also those that its loader has changed") {
  keepMemorySmall();
  std::vector<std::unique_ptr<Speaker>> speakers;
  speakers.push_back(std::make_unique<First>());
  speakers.push_back(std::make_unique<Second>());
  for (int round = 0; round < 3; ++round) {
    giveBackMemory();
    std::string said;
    for (const auto& speaker : speakers) said += speaker->say() + " ";
    EQUAL(said, "first second ");
  }
}
