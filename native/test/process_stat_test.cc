#include "../proc/process_stat.h"

#include "harness.h"

using ntop::proc::parseProcessStat;

namespace {

const std::string kTail =
    " S 10 20 30 34816 40 4194560 1 2 3 4 5 6 7 8 -20 -19 9 0 123456 1048576 77 18446744073709551615 1 2 3 4 5 6 7 8 9 10 "
    "11 12 17 3 4 0 6 0 0";

auto named(const std::string& name) { return "1234 (" + name + ")" + kTail; }

}  // namespace

TEST("every field of stat lands in its place") {
  const std::string text = named("bash");
  const auto stat = parseProcessStat(text);
  CHECK(stat.has_value());
  if (!stat) return;
  EQUAL(stat->name, "bash");
  EQUAL(stat->state, 'S');
  EQUAL(stat->ppid, 10);
  EQUAL(stat->processGroupId, 20);
  EQUAL(stat->sessionId, 30);
  EQUAL(stat->terminalDevice, 34816);
  EQUAL(stat->flags, 4194560u);
  EQUAL(stat->minorFaults, 1u);
  EQUAL(stat->majorFaults, 3u);
  EQUAL(stat->userTicks, 5u);
  EQUAL(stat->systemTicks, 6u);
  EQUAL(stat->childUserTicks, 7u);
  EQUAL(stat->childSystemTicks, 8u);
  EQUAL(stat->priority, -20);
  EQUAL(stat->nice, -19);
  EQUAL(stat->threads, 9);
  EQUAL(stat->startTicks, 123456u);
  EQUAL(stat->virtualBytes.value_or(0), 1048576u);
  EQUAL(stat->residentPages.value_or(0), 77u);
  EQUAL(stat->processor, 3);
  EQUAL(stat->ioWaitTicks.value_or(0), 6u);
}

TEST("a name with parentheses, blanks and fields of its own ends at the last parenthesis") {
  for (const std::string name : {") R 1 (", ")", "(", "a) b", "((", "))", "\t", " "}) {
    const std::string text = named(name);
    const auto stat = parseProcessStat(text);
    CHECK(stat && stat->name == name && stat->ppid == 10 && stat->state == 'S' && stat->startTicks == 123456);
  }
}

TEST("a newline, nothing at all, escapes and bytes that are no UTF-8 are names too") {
  for (const std::string name : {"new\nline", "", "\x1b[2J", "\xff\xfe\x80x"}) {
    const std::string text = named(name);
    const auto stat = parseProcessStat(text);
    CHECK(stat && stat->name == name && stat->userTicks == 5);
  }
}

TEST("a line of 41 fields, as sandboxes write it, is whole") {
  const std::string text = "7 (x) R 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99 4096 1 0 0 0 0 0 0 0 0 0 0 0 0 0 17 2 0 0";
  const auto stat = parseProcessStat(text);
  CHECK(stat && stat->processor == 2 && stat->startTicks == 99 && !stat->ioWaitTicks);
}

TEST("a line that ends after the start time leaves the rest unknown") {
  const std::string text = "7 (x) R 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99";
  const auto stat = parseProcessStat(text);
  CHECK(stat && !stat->virtualBytes && !stat->residentPages && stat->processor == -1 && !stat->ioWaitTicks);
}

TEST("a line that ends before the start time, or is garbled before it, is none") {
  for (const std::string text : {"", "7", "7 (x", "7 x)", ")(", "7 (x)", "7 (x) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0",
                                 "7 (x) S one 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99",
                                 "7 (x) S 1 7 7 0 -1 0 0 0 0 0 -5 0 0 0 20 0 1 0 99",
                                 "7 (x) S 99999999999 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99"}) {
    CHECK(!parseProcessStat(text));
  }
}

TEST("an unknown state keeps its letter, anything else is a question mark") {
  for (const auto& [state, letter] : {std::pair{"Q", 'Q'}, {"x", 'x'}, {"7", '?'}, {"\x1b", '?'}, {"Sx", '?'}}) {
    const std::string text = "7 (x) " + std::string(state) + " 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99";
    const auto stat = parseProcessStat(text);
    CHECK(stat && stat->state == letter);
  }
}

TEST("a resident set below zero is unknown") {
  const auto stat = parseProcessStat("7 (x) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99 4096 -3 0");
  CHECK(stat && stat->virtualBytes == 4096u && !stat->residentPages);
}
