#include "../proc/system_files.h"

#include "../proc/fields.h"
#include "../proc/system_stat.h"
#include "harness.h"

using namespace ntop::proc;

TEST("CPU numbers may have gaps") {
  const auto stat = parseSystemStat("cpu  9 8 7 6 5 4 3 2 1 0\ncpu0 1 1 1 1 1 1 1 1 1 1\ncpu7 2 2 2 2 2 2 2 2 2 2\n");
  CHECK(stat.total && stat.total->ticks[0] == 9 && stat.total->ticks[8] == 1);
  CHECK(stat.cpus.size() == 2 && stat.cpus[0].id == 0 && stat.cpus[1].id == 7 && stat.cpus[1].ticks[9] == 2);
}

TEST("a CPU line has 4, 7, 8, 9, 10 or 12 columns by the kernel's age") {
  for (const int columns : {4, 7, 8, 9, 10, 12}) {
    std::string text = "cpu ";
    for (int column = 1; column <= columns; ++column) text += " " + std::to_string(column);
    const auto stat = parseSystemStat(text);
    CHECK(stat.total && stat.total->ticks[3] == 4);
    if (stat.total) EQUAL(stat.total->ticks[9], columns >= 10 ? 10u : 0u);
  }
  CHECK(!parseSystemStat("cpu 1 2 3\n").total);
}

TEST("a number of a CPU that is none is unknown, and the others stay") {
  for (const char* odd : {"-5", "x", "18446744073709551616"}) {
    const auto stat = parseSystemStat("cpu 1 2 3 4 5 6 7 " + std::string(odd) + " 9 10\n");
    CHECK(stat.total && stat.total->ticks[7] == ntop::proc::CpuTicks::kUnknownTicks && stat.total->ticks[9] == 10u);
  }
}

TEST("boot time and forks are read, and unknown without their lines") {
  const auto stat = parseSystemStat("ctxt 5\nbtime 1700000000\nprocesses 4242\nprocs_running 1\n");
  CHECK(stat.bootTimeSeconds == 1700000000u && stat.forks == 4242u);
  const auto none = parseSystemStat("btime\nprocesses x\ncpux 1 2 3 4\ncpu-1 1 2 3 4\n");
  CHECK(!none.bootTimeSeconds && !none.forks && !none.total && none.cpus.empty());
}

TEST("the load has three numbers or is unknown") {
  const auto load = parseLoad("0.42 1.00 12.50 1/80 4242\n");
  CHECK(load && (*load)[0] == 0.42 && (*load)[1] == 1.0 && (*load)[2] == 12.5);
  for (const char* text : {"", "0.1 0.2", "a b c", "1.2.3 1 1", ". 1 1"}) CHECK(!parseLoad(text));
}

TEST("uptime is read to the hundredth") {
  EQUAL(parseUptimeSeconds("86421.37 1000.00\n").value_or(0), 86421.37);
  CHECK(!parseUptimeSeconds("") && !parseUptimeSeconds("-5 1"));
}

TEST("a decimal of a thousand digits is refused rather than infinite") {
  double value = 5;
  CHECK(!parseDecimal(std::string(1000, '9'), value));
  EQUAL(value, 5);
}

TEST("pressure is the total, and for the CPU of older kernels only the first line") {
  const auto both = parsePressure("some avg10=0.00 avg60=1.00 avg300=0 total=123\nfull avg10=0 avg60=0 avg300=0 total=45\n");
  CHECK(both && both->someMicroseconds == 123 && both->fullMicroseconds == 45u);
  const auto some = parsePressure("some avg10=0.00 avg60=0.00 avg300=0.00 total=9\n");
  CHECK(some && some->someMicroseconds == 9 && !some->fullMicroseconds);
  const StallTimes stalls = parseStallTimes("some avg10=0.50 avg60=1.00 avg300=2 total=1500000\nfull avg10=0 total=45\n");
  CHECK(stalls.some && stalls.some->average10 == 0.5 && stalls.some->average300 == 2 && stalls.some->totalSeconds == 1.5);
  CHECK(!stalls.full);
  CHECK(!parsePressure("") && !parsePressure("some avg10=1\n") && !parsePressure("some total=x\n"));
}

TEST("disk lines of 7, 14, 15, 18 and 20 fields are read, others are left out") {
  const auto disks = parseDisks(
      "8 1 sda1 10 200 30 400\n"
      "8 0 sda 10 1 200 5 30 2 400 6 0 77 88\n"
      "3 0 99 hda 10 1 200 5 30 2 400 6 0 77 88\n"
      "8 16 sdb 10 1 200 5 30 2 400 6 0 77 88 1 2 3 4\n"
      "259 0 nvme0n1 10 1 200 5 30 2 400 6 0 77 88 1 2 3 4 5 6\n"
      "8 32 sdc 1 2 3\n"
      "garbage\n");
  CHECK(disks.size() == 5);
  for (const Disk& disk : disks) {
    CHECK(disk.readBytes == 200 * 512 && disk.writeBytes == 400 * 512);
    CHECK(disk.name == "sda1" ? !disk.busyMilliseconds : disk.busyMilliseconds == 77u);
    CHECK(disk.reads == 10 && disk.writes == 30);
    if (disk.name == "sda1") CHECK(!disk.mergedReads && !disk.mergedWrites && !disk.readMilliseconds && !disk.writeMilliseconds);
    if (disk.name != "sda1") CHECK(disk.mergedReads == 1u && disk.mergedWrites == 2u);
    if (disk.name != "sda1") CHECK(disk.readMilliseconds == 5u && disk.writeMilliseconds == 6u);
  }
}

TEST("the counters of a disk are the same in its own file") {
  const auto disk = parseDiskCounters("   10 1 200 5 30 2 400 6 0 77 88 0 0 0 0 1 2\n");
  CHECK(disk && disk->readBytes == 200 * 512 && disk->writes == 30 && disk->busyMilliseconds == 77u);
  const auto partition = parseDiskCounters("10 200 30 400\n");
  CHECK(partition && partition->reads == 10 && partition->writeBytes == 400 * 512 && !partition->busyMilliseconds);
  for (const char* text : {"", "1 2 3", "1 2 3 4 5", "10 1 200 5 30 2 400 6 0 x 88"}) CHECK(!parseDiskCounters(text));
}

TEST("interrupts are the first number of their line, which is the sum of the others") {
  const auto stat = parseSystemStat("intr 12 1 2 9\nctxt 34\nsoftirq 56 1 55\n");
  CHECK(stat.interrupts == 12u && stat.contextSwitches == 34u && stat.softInterrupts == 56u);
  CHECK(!parseSystemStat("intr x\n").interrupts);
}

TEST("a disk may have a slash in its name, and sectors that overflow do not wrap") {
  const auto disks = parseDisks("104 0 cciss/c0d0 1 1 18446744073709551615 1 1 1 2 1 0 1 1\n");
  CHECK(disks.size() == 1 && disks[0].name == "cciss/c0d0" && disks[0].readBytes > (1ull << 63));
}

TEST("an interface's name ends at the last colon, with or without a blank after it") {
  const auto interfaces = parseInterfaces(
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs\n"
      "    lo:    3193      29    0    0    0     0          0         0     64      29    0    0    0     0       0 0\n"
      "eth0:1:1000 1 0 0 0 0 0 0 2000 1 0 0 0 0 0 0\n"
      "short: 1 2 3\n");
  CHECK(interfaces.size() == 2);
  if (interfaces.size() != 2) return;
  CHECK(interfaces[0].name == "lo" && interfaces[0].receivedBytes == 3193 && interfaces[0].sentBytes == 64);
  CHECK(interfaces[1].name == "eth0:1" && interfaces[1].receivedBytes == 1000 && interfaces[1].sentBytes == 2000);
}

TEST("zram tells what was put in and what it takes") {
  const auto zram = parseZram("  4096000  1024000  1228800 0 1228800 12 0 0 0\n");
  CHECK(zram && zram->storedBytes == 4096000 && zram->usedBytes == 1228800);
  CHECK(!parseZram("") && !parseZram("1 2"));
}
