#pragma once

#include <cmath>
#include <string>
#include <vector>

// Just enough to write tests: TEST("a sentence") { CHECK(condition); EQUAL(found, expected); }
namespace harness {

struct Test {
  const char* sentence;
  void (*run)();
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

// Faults of the test that is running.
inline std::vector<std::string>& faults() {
  static std::vector<std::string> all;
  return all;
}

struct Registration {
  Registration(const char* sentence, void (*run)()) { tests().push_back({sentence, run}); }
};

inline void check(bool holds, const char* condition, const char* file, int line) {
  if (!holds) faults().push_back(std::string(file) + ":" + std::to_string(line) + ": " + condition);
}

template <typename Found, typename Expected>
void equal(const Found& found, const Expected& expected, const char* expression, const char* file, int line) {
  check(found == expected, expression, file, line);
}

}  // namespace harness

#define HARNESS_JOIN_(a, b) a##b
#define HARNESS_JOIN(a, b) HARNESS_JOIN_(a, b)
#define HARNESS_TEST(sentence, function)                                              \
  static void function();                                                             \
  static const harness::Registration HARNESS_JOIN(function, _registered)(sentence, function); \
  static void function()

#define TEST(sentence) HARNESS_TEST(sentence, HARNESS_JOIN(test_, __LINE__))
#define CHECK(condition) harness::check((condition), #condition, __FILE__, __LINE__)
#define EQUAL(found, expected) harness::equal((found), (expected), #found " is not " #expected, __FILE__, __LINE__)
