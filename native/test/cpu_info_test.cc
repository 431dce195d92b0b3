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

TEST("CPUs of other architectures are described in their own words") {
  const auto power = parseCpuInfo("processor\t: 0\ncpu\t\t: POWER9\nclock\t\t: 2300.000000MHz\n\nprocessor\t: 8\nclock\t\t: 2301MHz\n");
  CHECK(power.size() == 2 && power[0].megahertz == 2300.0 && power[1].id == 8 && power[1].megahertz == 2301.0);
  const auto s390x = parseCpuInfo(
      "vendor_id       : IBM/S390\n# processors    : 2\nbogomips per cpu: 3033.00\n"
      "processor 0: version = FF,  identification = 0FA8F7,  machine = 3906\n"
      "processor 1: version = FF,  identification = 0FA8F7,  machine = 3906\n\n"
      "cpu number      : 0\nphysical id     : 1\ncpu cores       : 2\ncpu MHz dynamic : 5200\ncpu MHz static  : 5000\n\n"
      "cpu number      : 1\nphysical id     : 1\ncpu cores       : 2\n");
  CHECK(s390x.size() == 2 && s390x[0].megahertz == 5200.0 && s390x[0].socket == 1 && s390x[1].coresOfSocket == 2);
  CHECK(s390x.size() == 2 && s390x[1].id == 1 && !s390x[1].megahertz);
  const auto arm = parseCpuInfo("processor\t: 0\nBogoMIPS\t: 108.00\nCPU part\t: 0xd08\n\nprocessor\t: 1\n\nHardware\t: BCM2835\n");
  CHECK(arm.size() == 2 && !arm[0].megahertz && arm[1].id == 1);
  const auto riscv = parseCpuInfo("processor\t: 0\nhart\t\t: 2\nisa\t\t: rv64imafdc\nmmu\t\t: sv39\n\nprocessor\t: 1\nhart\t\t: 1\n");
  CHECK(riscv.size() == 2 && riscv[0].id == 0 && riscv[1].id == 1);
}

TEST("a list of CPUs has numbers and ranges, between commas or blanks") {
  CHECK((parseCpuList("0-2,7\n") == std::vector<int32_t>{0, 1, 2, 7}));
  CHECK((parseCpuList("4 5\n") == std::vector<int32_t>{4, 5}));
  for (const char* text : {"", "\n", "x", "-1", "3-1", "0-99999999", "1-"}) CHECK(parseCpuList(text).empty());
}
