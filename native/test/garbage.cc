#include "garbage.h"

#include <cstring>
#include <memory>
#include <random>

namespace garbage {

namespace {

// Cuts, repeats, flips and inserts; the bytes that mean something come more often.
std::string mutate(std::string text, std::mt19937& random) {
  const std::string telling("\0\n :()-.9\xff", 10);
  const auto below = [&](size_t most) { return std::uniform_int_distribution<size_t>(0, most)(random); };
  for (size_t change = below(6); change > 0; --change) {
    const size_t at = below(text.size());
    switch (below(3)) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text.insert(at, text.substr(0, below(40)));
        break;
      case 2:
        text.insert(at, 1, telling[below(telling.size() - 1)]);
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(below(255));
    }
  }
  return text;
}

}  // namespace

void tryMany(const std::string& seed, const std::function<void(std::string_view)>& parse) {
  std::mt19937 random(20261123);
  for (int round = 0; round < 3000; ++round) {
    const std::string text = mutate(seed, random);
    // A copy of just that size, so that the address sanitizer sees a step beyond it.
    const std::unique_ptr<char[]> exact(new char[text.size()]);
    std::memcpy(exact.get(), text.data(), text.size());
    parse({exact.get(), text.size()});
  }
}

}  // namespace garbage
