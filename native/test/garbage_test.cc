#include <cstring>
#include <memory>
#include <random>

#include "../proc/fields.h"
#include "../proc/memory.h"
#include "../proc/process_files.h"
#include "../proc/process_stat.h"
#include "../proc/system_files.h"
#include "../proc/system_stat.h"
#include "../proc/utf16.h"
#include "harness.h"

namespace {

const std::string kSeeds[] = {
    "1234 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37",
    "1 2 3 4 5 6 7\n",
    "rchar: 1\nread_bytes: 4\nwrite_bytes: 5\n",
    "Limit     Soft Limit   Hard Limit   Units\nMax files  1   2   files\n",
    "pos:\t5\nflags:\t02\n",
    "9:memory:/a\n1:name=systemd:/b:c\n0::/\n",
    "cpu 1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4\nbtime 5\nprocesses 6\n",
    "MemTotal: 100 kB\nMemFree: 5 kB\nActive(file): 1\nInactive(file): 2\nSReclaimable: 3\nCached: 4\n",
    "  low 5\n  low 6\n",
    "0.1 0.2 0.3 1/2 3\n",
    "some avg10=0 total=5\nfull avg10=0 total=6\n",
    "8 0 sda 10 1 200 5 30 2 400 6 0 77 88\n",
    "eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",
    "\xe2\x82\xac\xf0\x9f\x98\x80\xff",
};

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

void parseAsAll(std::string_view text) {
  using namespace ntop::proc;
  parseProcessStat(text);
  parseStatm(text);
  parseProcessIo(text);
  parseLimits(text);
  parseFdInfo(text);
  parseCgroup(text);
  parseSystemStat(text);
  parseZoneLowPages(text);
  parseLoad(text);
  parseUptimeSeconds(text);
  parsePressure(text);
  parseDisks(text);
  parseInterfaces(text);
  parseZram(text);
  const auto memory = parseMemInfo(text);
  if (memory) CHECK(availableKilobytes(*memory, 8192).value_or(0) <= std::max(*memory->total, memory->free.value_or(0)));
  CHECK(decodeUtf8(text).size() <= text.size());
  size_t bytes = 0;
  for (const std::string_view part : splitAtNul(text)) bytes += part.size();
  CHECK(bytes <= text.size());
}

}  // namespace

TEST("no parser fails on garbage or looks beyond its end") {
  std::mt19937 random(20261123);
  for (int round = 0; round < 3000; ++round) {
    for (const std::string& seed : kSeeds) {
      const std::string text = mutate(seed, random);
      // A copy of just that size, so that the address sanitizer sees a step beyond it.
      const std::unique_ptr<char[]> exact(new char[text.size()]);
      std::memcpy(exact.get(), text.data(), text.size());
      parseAsAll({exact.get(), text.size()});
    }
  }
}
