#include "../proc/cpu_info.h"

#include "harness.h"

using namespace ntop::proc;

TEST("a CPU is described after its number, by whatever its architecture tells") {
  const auto cpus = parseCpuInfo(
      "processor\t: 0\ncpu MHz\t\t: 2596.138\nphysical id\t: 0\ncpu cores\t: 4\n\n"
      "processor\t: 7\nBogoMIPS\t: 50.00\n\nprocessor\t: x\nHardware\t: y\n");
  EQUAL(cpus.size(), 2u);
  if (cpus.size() != 2) return;
  CHECK(cpus[0].megahertz == 2596.138 && cpus[0].socket == 0 && cpus[0].coresOfSocket == 4);
  CHECK(cpus[1].id == 7 && !cpus[1].megahertz && !cpus[1].socket);
  CHECK(parseCpuInfo("cpu MHz : 5\n").empty());
}

TEST("a list of CPUs has numbers and ranges, between commas or blanks") {
  CHECK((parseCpuList("0-2,7\n") == std::vector<int32_t>{0, 1, 2, 7}));
  CHECK((parseCpuList("4 5\n") == std::vector<int32_t>{4, 5}));
  for (const char* text : {"", "\n", "x", "-1", "3-1", "0-99999999", "1-"}) CHECK(parseCpuList(text).empty());
}
