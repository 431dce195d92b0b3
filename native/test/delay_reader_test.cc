#include "../events/delay_reader.h"

#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>

#include "fixture.h"
#include "harness.h"
#include "made_up_taskstats.h"

using namespace ntop;

namespace {

Delays delaysIn(const made_up::Stats& stats, bool counted = true) {
  const auto parsed = parseTaskStats(stats.bytes());
  return parsed ? delaysOf(*parsed, counted) : Delays();
}

made_up::Stats waiting(uint16_t version) {
  return made_up::Stats(version)
      .put<uint64_t>(24, 4'500'000'000)
      .put<uint64_t>(40, 1'250'000'000)
      .put<uint64_t>(56, 500'000'000)
      .put<uint64_t>(72, 1)
      .put<uint64_t>(320, 250'000'000)
      .put<uint64_t>(336, 125'000'000);
}

Delays readOne(const std::string& root, const DelayQuestion& question) {
  DelayReader reader(root);
  std::vector<Delays> found;
  reader.read({question}, found);
  CHECK(found.size() == 1 && !reader.knowsAll() && reader.whyNotAll().size() > 10);
  return found.front();
}

}  // namespace

TEST("delays are seconds, and those that the kernel did not count from the start of the process are unknown") {
  const Delays counted = delaysIn(waiting(16).put<uint64_t>(400, 20));  // it has copied pages
  CHECK(counted.of == Delays::Of::kProcess && counted.cpuSeconds == 4.5 && counted.blockIoSeconds == 1.25);
  CHECK(counted.swapSeconds == 0.5 && counted.reclaimSeconds == 0.25 && counted.thrashingSeconds == 0.125);
  const Delays uncounted = delaysIn(waiting(16));
  CHECK(uncounted.cpuSeconds == 4.5 && std::isnan(uncounted.blockIoSeconds) && std::isnan(uncounted.swapSeconds));
  const Delays off = delaysIn(waiting(16).put<uint64_t>(400, 20), false);
  CHECK(off.cpuSeconds == 4.5 && std::isnan(off.reclaimSeconds));
  const Delays old = delaysIn(waiting(8).put<uint64_t>(32, 1));
  CHECK(old.blockIoSeconds == 1.25 && std::isnan(old.thrashingSeconds));
  const Delays none = delaysIn(waiting(16).put<uint64_t>(72, 0));
  CHECK(none.of == Delays::Of::kNothing && std::isnan(none.cpuSeconds));
}

TEST("without taskstats the first thread's wait for a CPU is told as such, or all threads are added up") {
  Fixture fixture;
  fixture.write("7/schedstat", "1000 1500000000 3\n");
  fixture.write("7/task/7/schedstat", "1000 1500000000 3\n");
  fixture.write("7/task/8/schedstat", "1000 2000000000 3\n");
  fixture.write("7/task/9/schedstat", "garbage");
  fixture.write("8/schedstat", "0 0 0\n");
  const Delays single = readOne(fixture.root(), {7, 1, false});
  CHECK(single.of == Delays::Of::kProcess && single.cpuSeconds == 1.5 && std::isnan(single.blockIoSeconds));
  const Delays first = readOne(fixture.root(), {7, 3, false});
  CHECK(first.of == Delays::Of::kMainThread && first.cpuSeconds == 1.5);
  const Delays all = readOne(fixture.root(), {7, 3, true});
  CHECK(all.of == Delays::Of::kThreads && all.cpuSeconds == 3.5);
  for (const DelayQuestion& question : {DelayQuestion{8, 1, false}, {9, 1, false}, {9, 2, true}}) {
    const Delays unknown = readOne(fixture.root(), question);
    CHECK(unknown.of == Delays::Of::kNothing && std::isnan(unknown.cpuSeconds));
  }
}

TEST("a child that must share a CPU is seen to wait for it, whoever asks") {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  pid_t children[2];
  for (pid_t& child : children) {
    child = fork();
    if (child != 0) continue;
    sched_setaffinity(0, sizeof one, &one);
    for (;;) sched_getcpu();
  }
  DelayReader reader("/proc");
  std::vector<Delays> found;
  do {
    reader.read({{children[0], 1, false}, {children[1], 1, false}}, found);
    if (found[0].of == Delays::Of::kNothing) break;  // the kernel does not count it
    sched_yield();
  } while (found[0].cpuSeconds < 0.02 || found[1].cpuSeconds < 0.02);
  for (const pid_t child : children) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  CHECK(found.size() == 2);
  reader.read({{children[0], 1, false}}, found);
  CHECK(found[0].of == Delays::Of::kNothing && std::isnan(found[0].cpuSeconds));
}

TEST("the doctor is told what of the waits can be known, and what to do for more") {
  Fixture fixture;
  fixture.write(std::to_string(getpid()) + "/schedstat", "1000 1500000000 3\n");
  const DelaySource elsewhere = tryDelays(fixture.root());
  CHECK(elsewhere.chosen == "for a CPU" && elsewhere.why.find("schedstat; no taskstats: ") == 0);
  EQUAL(tryDelays(fixture.root() + "/none").chosen, "none");
  const DelaySource here = tryDelays("/proc");
  CHECK(!here.chosen.empty() && here.why.find("t") != std::string::npos);
}
