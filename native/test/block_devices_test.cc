#include "../proc/block_devices.h"

#include "harness.h"

using namespace ntop::proc;

TEST("lines of block devices of all kernels are read, what is older than a counter leaves it unknown") {
  const auto lines = parseDeviceLines(
      "8 1 sda1 10 200 30 400\n"
      "8 0 sda 10 1 200 5 30 2 400 6 7 77 88\n"
      "8 16 sdb 10 1 200 5 30 2 400 6 7 77 88 11 12 13 14\n"
      "259 0 nvme0n1 10 1 200 5 30 2 400 6 7 77 88 11 12 13 14 15 16\n"
      "259 1 later 10 1 200 5 30 2 400 6 7 77 88 11 12 13 14 15 16 17 18 19\n"
      "8 32 sdc 1 2 3\n"
      "garbage\n");
  EQUAL(lines.size(), 5u);
  if (lines.size() != 5) return;
  for (const DeviceLine& line : lines) {
    CHECK(line.figures[kReads] == 10 && line.figures[kReadSectors] == 200);
    CHECK(line.figures[kWrites] == 30 && line.figures[kWriteSectors] == 400);
  }
  EQUAL(lines[0].figures[kInFlight], kUnknownFigure);
  CHECK(lines[1].figures[kInFlight] == 7 && lines[1].figures[kWeightedMilliseconds] == 88);
  EQUAL(lines[1].figures[kDiscards], kUnknownFigure);
  CHECK(lines[2].figures[kDiscardSectors] == 13 && lines[2].figures[kFlushes] == kUnknownFigure);
  for (size_t line = 3; line < 5; ++line) {
    CHECK(lines[line].figures[kFlushes] == 15 && lines[line].figures[kFlushMilliseconds] == 16);
  }
  CHECK(lines[3].major == 259 && lines[3].minor == 0 && lines[3].name == "nvme0n1");
}

TEST("less than no request under way is unknown, a line with another counter that is no number is none") {
  const auto lines = parseDeviceLines(
      "8 0 sda 10 1 200 5 30 2 400 6 -1 77 88\n"
      "8 0 sda 10 1 200 5 30 2 400 6 0 77 99999999999999999999\n"
      "8 0 sda 10 1 x 5 30 2 400 6 0 77 88\n");
  EQUAL(lines.size(), 1u);
  if (lines.empty()) return;
  CHECK(lines[0].figures[kInFlight] == kUnknownFigure && lines[0].figures[kBusyMilliseconds] == 77);
}

TEST("a scheduler is the one in brackets, progress is sectors of sectors, errors are hexadecimal") {
  EQUAL(parseScheduler("mq-deadline kyber [bfq] none\n"), "bfq");
  EQUAL(parseScheduler("none\n"), "none");
  EQUAL(parseScheduler("two words\n"), "");
  EQUAL(parseScheduler("[open"), "[open");
  EQUAL(parseProgress("25 / 100\n").value_or(-1), 0.25);
  for (const char* none : {"none\n", "", "1 / 0", "2 / 1", "1 2", "x / y"}) CHECK(!parseProgress(none));
  EQUAL(parseAttribute("0x1f\n").value_or(0), 31u);
  EQUAL(parseAttribute("12\n").value_or(0), 12u);
  for (const char* none : {"", "0x", "1f", "-1", "12x"}) CHECK(!parseAttribute(none));
}
