#include "../proc/memory.h"

#include "harness.h"

using namespace ntop::proc;

namespace {

std::optional<int64_t> availableOf(const std::string& lines, std::optional<int64_t> low = {}) {
  const auto memory = parseMemInfo("MemTotal: 102400 kB\nMemFree: 40960 kB\n" + lines);
  return memory ? availableKilobytes(*memory, low) : std::nullopt;
}

}  // namespace

TEST("a number right behind its colon is read") {
  const auto memory = parseMemInfo("MemTotal:1000 kB\nMemFree:10\nSlab:\t7 kB\nShadowCallStack:10373888 kB\n");
  CHECK(memory && memory->total == 1000 && memory->free == 10 && memory->slab == 7);
}

TEST("a line that is missing or garbled leaves its number unknown") {
  const auto memory = parseMemInfo("MemTotal: 1000 kB\nBuffers: x kB\nCached\nShmem:\nSlab: 99999999999999999999 kB\n");
  CHECK(memory && !memory->free && !memory->buffers && !memory->cached && !memory->shared && !memory->slab);
}

TEST("without a total nothing is said about memory") {
  for (const char* text : {"", "MemFree: 5 kB\n", "MemTotal: 0 kB\n", "MemTotal: -1 kB\n", "MemTotal\n", "\n:\n"}) {
    CHECK(!parseMemInfo(text));
  }
}

TEST("more available than there is means free: some containers say so") {
  EQUAL(availableOf("MemAvailable: 307200 kB\n"), 40960);
}

TEST("less than nothing available is unknown") { CHECK(!availableOf("MemAvailable: -1 kB\n")); }

TEST("available memory that is missing or zero is estimated from free and cached memory") {
  EQUAL(availableOf("MemAvailable: 0 kB\nCached: 5120 kB\n"), 46080);
  EQUAL(availableOf("Cached: 5120 kB\n"), 46080);
}

TEST("and better where the zones are known") {
  const std::string files = "Cached: 5120 kB\nActive(file): 10240 kB\nInactive(file): 10240 kB\nSReclaimable: 4096 kB\n";
  EQUAL(availableOf(files, 8192), 47104);
  EQUAL(availableOf(files), 46080);
  CHECK(!availableOf("Buffers: 1 kB\n"));
}

TEST("huge pages are those of all sizes, or of the one that an old kernel tells of") {
  const auto of = [](const std::string& lines) { return hugePageKilobytes(*parseMemInfo("MemTotal: 9 kB\n" + lines)); };
  const std::string ordinary = "HugePages_Total: 3\nHugepagesize: 2048 kB\n";
  EQUAL(of(ordinary).value_or(0), 6144);
  EQUAL(of(ordinary + "Hugetlb: 1054720 kB\n").value_or(0), 1054720);
  CHECK(!of("") && !of("HugePages_Total: 3\n") && !of("HugePages_Total: -1\nHugepagesize: 2048 kB\n"));
  CHECK(!of("HugePages_Total: 1125899906842624\nHugepagesize: 2048 kB\n") && !of("HugePages_Total: 1\nHugepagesize: 0 kB\n"));
}

TEST("swap traffic and kills are found in a vmstat by their whole names") {
  const auto stat = parseVmStat("pswpin 5\npswpout 7\noom_kill 2\nzswpin 9\npswpin_x 8\nswpin 4\n");
  CHECK(stat.swappedInPages == 5u && stat.swappedOutPages == 7u && stat.oomKills == 2u);
  const auto odd = parseVmStat("pswpin\npswpout -1\noom_kill x\n");
  CHECK(!odd.swappedInPages && !odd.swappedOutPages && !odd.oomKills && !parseVmStat("").oomKills);
}

TEST("the low marks of all zones are added up") {
  EQUAL(parseZoneLowPages("Node 0, zone DMA\n  pages free 1\n        min  1\n        low  3\n   low 4\n").value_or(0), 7);
  CHECK(!parseZoneLowPages("pages free 1\n") && !parseZoneLowPages("low x\n") && !parseZoneLowPages(""));
}
