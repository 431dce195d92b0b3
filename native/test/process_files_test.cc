#include "../proc/process_files.h"

#include "harness.h"

using namespace ntop::proc;

TEST("statm gives pages of each kind, and leaves open what is missing at its end") {
  const auto statm = parseStatm("1000 200 50 10 0 60 0\n");
  CHECK(statm && statm->residentPages == 200 && statm->sharedPages == 50);
  CHECK(statm && statm->virtualPages == 1000 && statm->textPages == 10u && statm->dataPages == 60u);
  const auto cut = parseStatm("1000 200 50");
  CHECK(cut && cut->sharedPages == 50 && !cut->textPages && !cut->dataPages);
  for (const char* text : {"", "1000 200", "a b c", "1 -2 3"}) CHECK(!parseStatm(text));
}

TEST("io gives calls, characters and storage traffic, and no number for a line that is blank or garbled") {
  const auto io = parseProcessIo("rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 5\n");
  CHECK(io.readBytes == 4096u && io.writeBytes == 8192u && io.readCharacters == 1u && io.writtenCharacters == 2u);
  CHECK(io.readCalls == 3u && io.writeCalls == 4u);
  const auto odd = parseProcessIo("\n:\nread_bytes\nread_bytes:\nwrite_bytes: x\nwrite_bytes: 7");
  CHECK(!odd.readBytes && odd.writeBytes == 7u);
  CHECK(!parseProcessIo("").readBytes);
}

TEST("limits keep names with blanks, and a missing unit is empty") {
  const auto limits = parseLimits(
      "Limit                     Soft Limit           Hard Limit           Units     \n"
      "Max cpu time              unlimited            unlimited            seconds   \n"
      "Max nice priority         0                    19                   \n"
      "short\n");
  CHECK(limits.size() == 2);
  if (limits.size() != 2) return;
  CHECK(limits[0].name == "Max cpu time" && limits[0].soft == "unlimited" && limits[0].unit == "seconds");
  CHECK(limits[1].name == "Max nice priority" && limits[1].hard == "19" && limits[1].unit.empty());
  CHECK(parseLimits("").empty() && parseLimits("Units Hard Limit Soft Limit\nx y z\n").empty());
}

TEST("the limit of open descriptors is a number, none, or not known") {
  const std::string heading = "Limit                     Soft Limit           Hard Limit           Units     \n";
  const auto limitIn = [&](const std::string& line) { return parseOpenFileLimit(heading + line).value_or(-1); };
  EQUAL(limitIn("Max open files            1024                 4096                 files     \n"), 1024.0);
  CHECK(std::isinf(limitIn("Max open files            unlimited            unlimited            files     \n")));
  for (const char* line : {"", "Max open files            -1                   x                    files\n",
                           "Max open file locks       7                    7                    files\n"}) {
    EQUAL(limitIn(line), -1.0);
  }
}

TEST("a wait channel is a function of the kernel, and 0 is none") {
  EQUAL(parseWaitChannel("percpu_rwsem_wait"), "percpu_rwsem_wait");
  EQUAL(parseWaitChannel("do_wait\nx"), "do_wait");
  for (const char* text : {"", "0", "0\n", "\n"}) EQUAL(parseWaitChannel(text), "");
}

TEST("fdinfo counts its flags in eights") {
  const auto info = parseFdInfo("pos:\t1024\nflags:\t0100002\nmnt_id:\t24\n");
  CHECK(info.position == 1024 && info.flags == 0100002u);
  const auto odd = parseFdInfo("pos:\nflags:\t9\n");
  CHECK(!odd.position && !odd.flags);
}

TEST("an OOM score is a number or nothing") {
  EQUAL(parseOomScore("667\n").value_or(0), 667u);
  CHECK(!parseOomScore("") && !parseOomScore("-1\n") && !parseOomScore("x"));
}

TEST("the control group of version 2 wins unless it is only the root") {
  EQUAL(parseCgroup("0::/user.slice/a\n"), "/user.slice/a");
  EQUAL(parseCgroup("9:memory:/docker/1\n0::/user.slice\n"), "/user.slice");
  EQUAL(parseCgroup("9:memory:/docker/1\n0::/\n"), "/docker/1");
}

TEST("of version 1 the most telling hierarchy wins, and paths may hold colons") {
  EQUAL(parseCgroup("5:cpuset:/set\n4:pids:/p\n1:name=systemd:/system.slice/a:b.service\n"), "/system.slice/a:b.service");
  EQUAL(parseCgroup("5:odd:/odd\n2:cpu,cpuacct:/cpu\n"), "/cpu");
  EQUAL(parseCgroup("1:name=systemd:/\n5:odd:/odd\n"), "/odd");
  EQUAL(parseCgroup("3:cpu:/\n0::/\n"), "/");
  EQUAL(parseCgroup(""), "");
  EQUAL(parseCgroup("nonsense\n1:2\n"), "");
}

TEST("empty arguments are kept wherever they stand") {
  using namespace std::string_view_literals;
  const auto parts = splitAtNul("\0a\0\0b c\0\0"sv);
  CHECK((parts == std::vector<std::string_view>{"", "a", "", "b c", ""}));
  CHECK(splitAtNul("").empty());
  CHECK((splitAtNul("\0"sv) == std::vector<std::string_view>{""}));
}

TEST("a title that its process wrote over the arguments, without a NUL, is one text") {
  CHECK((splitAtNul("nginx: worker") == std::vector<std::string_view>{"nginx: worker"}));
}
