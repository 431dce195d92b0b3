#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "../process/actions.h"
#include "../engine/engine.h"
#include "../engine/system.h"
#include "../io/file.h"
#include "fixture.h"
#include "given_pid.h"
#include "harness.h"

using ntop::Engine;

// The engine as it reads the kernel's own /proc, which only tells all that it could where nothing forbids it.
namespace {

char stateOf(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const size_t nameEnd = text.rfind(") ");
  return nameEnd == std::string::npos ? '?' : text[nameEnd + 2];
}

// Processes that sleep: each has run for the last time, however late it got a CPU.
class Children {
 public:
  explicit Children(int count) {
    for (int child = 0; child < count; ++child) {
      const pid_t pid = fork();
      if (pid == 0) {
        for (;;) pause();
      }
      pids.push_back(pid);
    }
    for (const pid_t pid : pids) {
      while (stateOf(pid) != 'S') sched_yield();
    }
  }
  ~Children() {
    for (const pid_t pid : pids) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
  }
  Children(const Children&) = delete;

  std::vector<pid_t> pids;
};

double serialOf(Engine& engine, pid_t pid) {
  const int slot = engine.table().find(pid);
  return slot < 0 ? -1 : engine.table().columns.serial[static_cast<size_t>(slot)];
}

int niceOf(Engine& engine, pid_t pid) {
  return engine.table().columns.nice[static_cast<size_t>(engine.table().find(pid))];
}

bool isGated(const Engine& engine) { return engine.capabilities()[0].chosen == "what ran"; }

}  // namespace

TEST("of sleeping processes few are read, and each question asked has an answer for the doctor") {
  const Children children(30);
  Engine engine("/proc", "/sys");
  CHECK(engine.capabilities().empty());
  for (int sample = 0; sample < 3; ++sample) EQUAL(engine.sample({}), "");
  if (isGated(engine)) CHECK(engine.counts().read < engine.table().count() - 20);
  for (const ntop::Capability& capability : engine.capabilities()) {
    CHECK(std::strlen(capability.name) > 0 && !capability.chosen.empty() && !capability.why.empty());
  }
}

TEST("a process whose PID was chosen is found at once, not at the next listing of all") {
  Engine engine("/proc", "/sys");
  for (int sample = 0; sample < 3; ++sample) engine.sample({});
  const pid_t last = fork();
  if (last == 0) _exit(0);
  waitpid(last, nullptr, 0);
  pid_t chosen = 0;
  for (pid_t pid = last - 1; pid > 1 && chosen == 0; --pid) {
    if (kill(pid, 0) != 0 && errno == ESRCH) chosen = forkAs(pid);
    if (chosen == 0 && errno == EPERM) return;  // without the right to choose none can be met
  }
  // Others fork between the readings of the two counts.
  int samples = 0;
  while (engine.table().find(chosen) < 0 && samples < 10) {
    ++samples;
    engine.sample({});
  }
  CHECK(samples < 10);
  kill(chosen, SIGKILL);
  waitpid(chosen, nullptr, 0);
}

TEST("running out of descriptors loses no process, and what is held for speed is given up first") {
  const Children children(10);
  Engine engine("/proc", "/sys");
  std::vector<int32_t> all;
  for (int32_t slot = 0; slot < 1000; ++slot) all.push_back(slot);
  engine.sample({false, false, false, all});
  engine.sample({false, false, false, all});
  std::vector<double> serials;
  for (const pid_t pid : children.pids) serials.push_back(serialOf(engine, pid));
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{3, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  for (int sample = 0; sample < 3; ++sample) EQUAL(engine.sample({true, true, true, all}), "");
  setrlimit(RLIMIT_NOFILE, &before);
  engine.sample({});
  for (size_t child = 0; child < serials.size(); ++child) EQUAL(serialOf(engine, children.pids[child]), serials[child]);
}

TEST("what ntop does to a process shows in the next sample, though it neither ran nor is on the screen") {
  const Children children(1);
  const pid_t pid = children.pids[0];
  Engine engine("/proc", "/sys");
  for (int sample = 0; sample < 3; ++sample) engine.sample({});
  const auto slot = static_cast<size_t>(engine.table().find(pid));
  const auto& columns = engine.table().columns;
  const ntop::Identity identity{pid, static_cast<uint64_t>(columns.startTicks[slot]),
                                static_cast<uint64_t>(columns.pidfdInode[slot])};
  EQUAL(ntop::setNice(identity, 7).error, 0);
  engine.sample({});
  EQUAL(columns.nice[slot], 7);
}

TEST("what others change about a process that sleeps shows in the next sample where it is asked for anew") {
  const Children children(100);
  Engine engine("/proc", "/sys");
  for (int sample = 0; sample < 3; ++sample) engine.sample({});
  for (const pid_t pid : children.pids) setpriority(PRIO_PROCESS, static_cast<id_t>(pid), 7);
  ntop::Needs needs;
  needs.freshNice = true;
  engine.sample(needs);
  for (const pid_t pid : children.pids) EQUAL(niceOf(engine, pid), 7);
  engine.sample(needs);
  if (isGated(engine)) CHECK(engine.counts().read < engine.table().count() - 20);
  for (const pid_t pid : children.pids) setpriority(PRIO_PROCESS, static_cast<id_t>(pid), 9);
  needs = {};
  needs.freshStat = true;
  engine.sample(needs);
  for (const pid_t pid : children.pids) EQUAL(niceOf(engine, pid), 9);
  engine.sample({});
  if (isGated(engine)) CHECK(engine.counts().read < engine.table().count() - 20);
}

TEST("a plain engine and one that reads only what ran tell the same") {
  const Children children(20);
  Engine gated("/proc", "/sys");
  Engine plain("/proc", "/sys", true);
  for (int sample = 0; sample < 3; ++sample) {
    gated.sample({});
    plain.sample({});
  }
  CHECK(!isGated(plain));
  for (const pid_t pid : children.pids) {
    const auto one = static_cast<size_t>(gated.table().find(pid));
    const auto other = static_cast<size_t>(plain.table().find(pid));
    const auto& a = gated.table().columns;
    const auto& b = plain.table().columns;
    EQUAL(a.startTicks[one], b.startTicks[other]);
    EQUAL(a.pidfdInode[one], b.pidfdInode[other]);
    EQUAL(a.residentBytes[one], b.residentBytes[other]);
    EQUAL(a.state[one], b.state[other]);
    CHECK(std::abs(a.cpuSeconds[one] - b.cpuSeconds[other]) < 0.03);
  }
}

TEST("only the memory of a zram device in use is waited for, and never on the main thread") {
  Fixture sys;
  sys.write("block/zram0/disksize", "0\n");
  sys.write("block/zram0/mm_stat", "4096 1024 2048 0 0 0 0 0 0\n");
  const ntop::UniqueFd proc = ntop::openDirectory(AT_FDCWD, "/proc");
  ntop::SystemReader reader(true);
  CHECK(!reader.read(proc.get(), sys.root()).zram && !reader.mayWait());
  sys.write("block/zram0/disksize", "8192\n");
  CHECK(!reader.read(proc.get(), sys.root(), false).zram && reader.mayWait());
  const auto zram = reader.read(proc.get(), sys.root()).zram;
  CHECK(zram && zram->stored == 4096 && reader.mayWait());
  sys.write("block/zram0/disksize", "0\n");
  CHECK(!reader.read(proc.get(), sys.root()).zram && !reader.mayWait());
}

TEST("a scan on the main thread is offered only when the last ones were short and left nothing to wait for") {
  const Children children(3);
  Engine engine("/proc", "/sys");
  CHECK(!engine.isQuick({}));
  engine.sample({});
  CHECK(!engine.isQuick({}));
  for (int sample = 0; sample < 40; ++sample) engine.sample({});
  if (!isGated(engine)) return CHECK(!engine.isQuick({}));
  CHECK(!engine.isQuick({true, false, false, {}}));
  CHECK(!engine.isQuick({false, false, true, {}}));
  const Children many(100);
  EQUAL(engine.begin({}, true), "");
  CHECK(engine.hasMore() && serialOf(engine, many.pids[0]) < 0);
  engine.finish();
  for (const pid_t pid : many.pids) CHECK(serialOf(engine, pid) > 0);
  EQUAL(engine.begin({true, false, false, {}}), "");
  CHECK(engine.hasMore());
  engine.finish();
  CHECK(!engine.hasMore());
}
