#include <iostream>

#include "harness.h"

int main() {
  size_t failed = 0;
  for (const harness::Test& test : harness::tests()) {
    harness::faults().clear();
    test.run();
    if (harness::faults().empty()) continue;
    ++failed;
    std::cout << "FAILED " << test.sentence;
    for (const std::string& fault : harness::faults()) std::cout << " | " << fault;
    std::cout << "\n";
  }
  std::cout << harness::tests().size() - failed << " passed, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}
