#include "../proc/swaps.h"

#include "harness.h"

using namespace ntop::proc;

namespace {

const std::string kTitles = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

}  // namespace

TEST("swap devices are read with what they are, their sizes and priorities") {
  const auto swaps = parseSwaps(kTitles +
                                "/dev/sda2                               partition\t4194300\t\t1258291\t\t-2\n"
                                "/var/swap\\040file\\012\\134x\\040(deleted)     file\t\t1024\t\t0\t\t32767\n");
  CHECK(swaps && swaps->size() == 2);
  if (!swaps || swaps->size() != 2) return;
  const SwapLine& first = swaps->front();
  CHECK(first.path == "/dev/sda2" && !first.isFile && first.priority == -2);
  CHECK(first.kilobytes == 4194300 && first.usedKilobytes == 1258291);
  const SwapLine& second = swaps->back();
  EQUAL(second.path, "/var/swap file\n\\x (deleted)");
  CHECK(second.isFile && second.kilobytes == 1024 && second.usedKilobytes == 0 && second.priority == 32767);
}

TEST("a machine without swap has none, a text without titles says nothing, odd lines are left out") {
  const auto none = parseSwaps(kTitles);
  CHECK(none && none->empty());
  CHECK(!parseSwaps("") && !parseSwaps("/dev/sda2 partition 1 0 -2\n"));
  const auto odd = parseSwaps(kTitles +
                              "/dev/a partition 10 11 -2\n"
                              "/dev/b partition x 1 -2\n"
                              "/dev/c partition 10 1\n"
                              "/dev/d other 10 1 -2\n"
                              "/dev/e partition -10 1 -2\n");
  CHECK(odd && odd->empty());
}
