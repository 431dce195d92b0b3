#include "../events/process_log.h"

#include <cmath>
#include <map>
#include <set>
#include <string>

#include "connector_datagrams.h"
#include "harness.h"

using namespace ntop;

namespace {

OomKill killOf(int32_t pid) {
  OomKill kill;
  kill.pid = pid;
  return kill;
}

constexpr uint64_t kSecond = 1000000000;
constexpr double kTicks = 100;

// A machine whose processes are what a test says, and its log.
struct World : ProcessEyes {
  std::map<int, ProcessLook> processes;
  std::set<int> livesOn;  // although its first thread has ended
  std::optional<uint32_t> status;
  uint64_t kills = 0;
  uint64_t now = kSecond;
  int looks = 0;
  ProcessLog log{*this, kTicks};

  ProcessLook look(int32_t pid, bool whole) override {
    ++looks;
    ProcessLook found = processes.count(pid) != 0 ? processes[pid] : ProcessLook();
    if (!whole) found.command.reset();
    found.doneNanoseconds = now;
    return found;
  }
  Standing standing(int32_t pid) override {
    Standing standing;
    standing.hasEnded = livesOn.count(pid) == 0;
    return standing;
  }
  bool hasEnded(const UniqueFd&) override { return true; }
  std::optional<uint32_t> waitStatus(const UniqueFd&) override { return status; }
  std::optional<uint64_t> oomKills() override { return kills; }

  void lives(int pid, const std::string& name, double startTicks, uint32_t uid = 1000) {
    ProcessLook look;
    look.found = true;
    look.threads = 1;
    look.startTicks = startTicks;
    look.parentPid = 1;
    look.uid = uid;
    look.name = std::make_shared<const std::string>(name);
    look.command = std::make_shared<const std::string>(name + std::string(1, '\0'));
    processes[pid] = look;
  }

  void hear(const std::string& datagram) { log.take(*parseConnectorMessage(datagram)); }
  void fork(int pid, int parent) { hear(datagrams::fork(pid, parent, now)); }
  void exec(int pid) { hear(datagrams::exec(pid, now)); }
  void exitUnheard(int pid, uint32_t status) { hear(datagrams::exit(pid, status, 0, now)); }
  void hearAll() {
    log.beginReading();
    CHECK(log.heardAll());
  }
  void exit(int pid, uint32_t status) {
    exitUnheard(pid, status);
    hearAll();
  }
  // One that begins, and is read while it lives.
  void run(int pid, const std::string& name) {
    fork(pid, 1);
    lives(pid, name, std::floor(static_cast<double>(now) / 1e9 * kTicks));
    exec(pid);
  }
  void tick() {
    log.setClocks({now, 0, 0});
    log.seeEnds(now);
    hearAll();
    log.tick(now);
  }
};

std::string nameOf(const ProcessEvent& event) { return event.name ? *event.name : ""; }

}  // namespace

TEST("a process that starts and ends makes one event for each") {
  World world;
  world.run(42, "worker");
  world.now += kSecond / 4;
  world.exit(42, 3 << 8);
  const auto events = world.log.flush();
  EQUAL(events.size(), 2u);
  EQUAL(events[0].kind, EventKind::kStarted);
  EQUAL(*events[0].command, std::string("worker\0", 7));
  EQUAL(events[1].kind, EventKind::kExited);
  EQUAL(nameOf(events[1]), "worker");
  EQUAL(events[1].exitStatus, 3);
  CHECK(std::isnan(events[1].signal));
  EQUAL(events[1].lifetimeSeconds, 0.25);
  EQUAL(events[1].startTicks, 100);
  EQUAL(world.log.known(), 0u);
}

TEST("every exit status and every signal is told, and a signal whose default is a core is a crash") {
  World world;
  for (uint32_t status = 0; status < 256; ++status) {
    world.exit(42, status << 8);
    EQUAL(world.log.flush().at(0).exitStatus, status);
  }
  const std::set<int> cores = {3, 4, 5, 6, 7, 8, 11, 24, 25, 31};
  for (int signal = 1; signal <= 64; ++signal) {
    world.exit(42, static_cast<uint32_t>(signal) | (signal % 2 == 0 ? 0x80 : 0));
    const ProcessEvent event = world.log.flush().at(0);
    EQUAL(event.signal, signal);
    CHECK(std::isnan(event.exitStatus));
    EQUAL(event.kind == EventKind::kCrashed, cores.count(signal) != 0);
  }
}

TEST("a process whose first thread has ended lives on, and its end is told once, with its own status") {
  World world;
  world.run(42, "threads");
  world.livesOn.insert(42);
  world.exit(42, 0);
  EQUAL(world.log.flush().size(), 1u);
  world.now += kSecond;
  world.tick();
  EQUAL(world.log.flush().size(), 0u);
  world.livesOn.clear();
  ProcessEnd counted;
  counted.pid = 42;
  counted.exitStatus = 7 << 8;
  counted.lifetimeSeconds = 1;
  world.log.take(std::move(counted));
  world.tick();
  const auto events = world.log.flush();
  EQUAL(events.size(), 1u);
  EQUAL(events[0].exitStatus, 7);
  world.now += kSecond;
  world.tick();
  EQUAL(world.log.flush().size(), 0u);
}

TEST("the status of the first thread is not taken for that of a process that outlived it") {
  World world;
  world.run(42, "threads");
  world.livesOn.insert(42);
  world.exit(42, 5 << 8);
  world.livesOn.clear();
  world.now += kSecond;
  world.tick();
  const auto events = world.log.flush();
  EQUAL(events.size(), 2u);
  EQUAL(events[1].kind, EventKind::kExited);
  CHECK(std::isnan(events[1].exitStatus));
  CHECK(std::isnan(events[1].signal));
}

TEST("a process whose thread execs has not ended, although its first thread has") {
  World world;
  world.run(42, "before");
  world.livesOn.insert(42);
  world.exit(42, 9);
  world.lives(42, "after", 100);
  world.exec(42);
  world.livesOn.clear();
  world.now += kSecond;
  world.tick();
  auto events = world.log.flush();
  EQUAL(events.size(), 2u);
  EQUAL(nameOf(events[1]), "after");
  world.exit(42, 0);
  events = world.log.flush();
  EQUAL(events.size(), 1u);
  EQUAL(nameOf(events[0]), "after");
}

TEST("a process whose thread has exec'd ends once, whenever the end of its first thread is heard") {
  for (const bool isCounted : {false, true}) {
    World world;
    world.run(42, "before");
    // All of it is over before the end of its first thread is heard, or after.
    if (isCounted) world.livesOn.insert(42);
    world.exitUnheard(42, 0);
    if (isCounted) {
      ProcessEnd counted;
      counted.pid = 42;
      counted.exitStatus = 5 << 8;
      counted.isCertain = true;
      world.log.take(std::move(counted));
      world.livesOn.clear();
      world.log.seeEnds(world.now);
    }
    EQUAL(world.log.flush().size(), 1u);
    CHECK(!world.log.heardAll());
    world.exec(42);
    world.exit(42, 5 << 8);
    world.tick();
    const auto events = world.log.flush();
    EQUAL(events.size(), 2u);
    EQUAL(events[0].kind, EventKind::kStarted);
    EQUAL(events[1].kind, EventKind::kExited);
    EQUAL(events[1].exitStatus, 5);
  }
}

TEST("a PID that is given anew ends what had it, and the end of the old one is not that of the new one") {
  World world;
  world.run(42, "old");
  world.log.flush();
  // It has the PID already when the message of the end of the first is read.
  world.livesOn.insert(42);
  world.exit(42, 3 << 8);
  world.now += kSecond / 2;
  world.fork(42, 1);
  auto events = world.log.flush();
  EQUAL(events.size(), 1u);
  EQUAL(nameOf(events[0]), "old");
  EQUAL(events[0].exitStatus, 3);
  world.now += kSecond;
  world.tick();
  EQUAL(world.log.flush().size(), 0u);
  EQUAL(world.log.known(), 1u);
}

TEST("what was read of a process is not told of another whose PID it got meanwhile") {
  World world;
  world.fork(42, 1);
  world.lives(42, "next", 150);
  world.exec(42);
  EQUAL(nameOf(world.log.flush().at(0)), "");
}

TEST("a fork with a PID that was read already takes back what was read") {
  World world;
  world.fork(42, 1);
  world.lives(42, "next", 100);
  world.now += 900;
  // The message is older than what was read for it.
  world.hear(datagrams::exec(42, world.now - 600));
  world.hear(datagrams::fork(42, 1, world.now - 300));
  EQUAL(nameOf(world.log.flush().at(0)), "");
}

TEST("two messages of one PID in the wrong order tell each end of its own process") {
  World world;
  world.run(42, "old");
  world.now += kSecond;
  world.run(42, "new");
  world.log.flush();
  world.exit(42, 3 << 8);
  auto events = world.log.flush();
  EQUAL(nameOf(events.at(0)), "old");
  EQUAL(events.at(0).exitStatus, 3);
  world.exit(42, 4 << 8);
  events = world.log.flush();
  EQUAL(nameOf(events.at(0)), "new");
  EQUAL(events.at(0).exitStatus, 4);
}

TEST("processes that were there before are known at their end; zombies and kernel threads are not told") {
  World world;
  world.lives(7, "server", 10);
  world.lives(8, "zombie", 10);
  world.processes[8].hasEnded = true;
  world.lives(9, "kworker", 10);
  world.processes[9].isKernel = true;
  for (const int pid : {7, 8, 9}) world.log.seed(pid, world.look(pid, false));
  EQUAL(world.log.known(), 2u);
  world.now += kSecond;
  world.fork(10, 9);
  world.exit(10, 0);
  world.exit(9, 0);
  world.exit(7, 0);
  const auto events = world.log.flush();
  EQUAL(events.size(), 1u);
  EQUAL(nameOf(events[0]), "server");
  EQUAL(events[0].startTicks, 10);
  EQUAL(events[0].lifetimeSeconds, 1.9);
}

TEST("the end of a process of which nothing is known is told as no more than that") {
  World world;
  world.exit(42, 3 << 8);
  const auto events = world.log.flush();
  EQUAL(events.size(), 1u);
  EQUAL(events[0].exitStatus, 3);
  EQUAL(nameOf(events[0]), "");
  for (const double number : {events[0].startTicks, events[0].uid, events[0].lifetimeSeconds, events[0].cpuSeconds}) {
    CHECK(std::isnan(number));
  }
}

TEST("after a loss nothing that was known is told of what comes, and processes are listed anew") {
  World world;
  world.run(42, "before");
  world.log.flush();
  world.log.lose(world.now);
  world.now += kSecond;
  world.processes.clear();
  world.exit(42, 0);
  const auto events = world.log.flush();
  EQUAL(nameOf(events.at(0)), "");
  CHECK(world.log.wantsSeeds());
}

TEST("when too much happens nothing is read, and what was not is counted") {
  World world;
  for (int pid = 100; pid < 1100; ++pid) {
    world.fork(pid, 1);
    world.lives(pid, "worker", 100);
    world.exec(pid);
    world.exit(pid, 0);
  }
  CHECK(world.looks <= 70);
  EQUAL(world.log.flush().size(), 2000u);
  CHECK(world.log.takeUnread() >= 930);
  EQUAL(world.log.takeUnread(), 0u);
  world.now += kSecond;
  world.tick();
  world.run(42, "calm");
  EQUAL(nameOf(world.log.flush().at(0)), "calm");
}

TEST("a process that started when too much happened is known at its end, if it lives longer") {
  World world;
  for (int pid = 100; pid < 400; ++pid) {
    world.fork(pid, 1);
    world.exit(pid, 0);
  }
  world.run(42, "late");
  EQUAL(nameOf(world.log.flush().back()), "");
  CHECK(world.log.nextDue() > world.now);
  world.now = world.log.nextDue();
  world.tick();
  world.exit(42, 0);
  const auto events = world.log.flush();
  EQUAL(nameOf(events.at(0)), "late");
  CHECK(events.at(0).command != nullptr);
}

TEST("a new user and a new name are those at the end") {
  World world;
  world.run(42, "login");
  world.now += kSecond;
  world.hear(datagrams::envelope(4, world.now, {42, 42, 0, 33, 0, 0}));
  world.hear(datagrams::named(42, "session", world.now));
  // Read before the last look at it.
  world.hear(datagrams::named(42, "stale", 1));
  world.exit(42, 0);
  const auto events = world.log.flush();
  EQUAL(events.at(1).uid, 33);
  EQUAL(nameOf(events.at(1)), "session");
}

TEST("what the kernel counted of a process belongs to the end of that process alone") {
  World world;
  world.run(42, "old");
  world.now += 3 * kSecond;
  ProcessEnd other;
  other.pid = 42;
  other.lifetimeSeconds = 100;
  other.cpuSeconds = 99;
  ProcessEnd counted;
  counted.pid = 42;
  counted.lifetimeSeconds = 3;
  counted.cpuSeconds = 1.5;
  counted.peakResidentBytes = 4096;
  counted.exitStatus = 9;
  world.log.take(std::move(other));
  world.log.take(std::move(counted));
  world.exit(42, 9);
  const auto events = world.log.flush();
  EQUAL(events.at(1).cpuSeconds, 1.5);
  EQUAL(events.at(1).peakResidentBytes, 4096);
  EQUAL(events.at(1).signal, 9);
}

TEST("an OOM kill is told by the line of the kernel, before or after the end") {
  World world;
  world.log.takeOomKill(killOf(42));
  world.kills = 1;
  world.exit(42, 9);
  auto events = world.log.flush();
  EQUAL(events.at(0).kind, EventKind::kOomKilled);
  EQUAL(events.at(0).source, EventSource::kKmsg);
  world.kills = 2;
  world.exit(43, 9);
  EQUAL(world.log.flush().size(), 0u);
  world.log.takeOomKill(killOf(43));
  events = world.log.flush();
  EQUAL(events.at(0).kind, EventKind::kOomKilled);
  world.exit(44, 9);
  EQUAL(world.log.flush().at(0).kind, EventKind::kExited);
}

TEST("without a line of the kernel an OOM kill is inferred only where no other kill can be meant") {
  World world;
  world.kills = 1;
  world.exit(42, 9);
  world.now += kSecond;
  world.tick();
  auto events = world.log.flush();
  EQUAL(events.at(0).kind, EventKind::kOomKilled);
  EQUAL(events.at(0).source, EventSource::kVmstat);
  world.kills = 2;
  world.exit(43, 9);
  world.exit(44, 9);
  world.now += kSecond;
  world.tick();
  events = world.log.flush();
  EQUAL(events.size(), 2u);
  for (const ProcessEvent& event : events) EQUAL(event.kind, EventKind::kExited);
}

TEST("a process that only forks is looked at a little later, to know which one it is") {
  World world;
  world.run(41, "parent");
  world.fork(42, 41);
  world.lives(42, "child", 100);
  CHECK(world.log.nextDue() > world.now);
  world.now += kSecond;
  world.tick();
  world.exit(42, 0);
  const auto events = world.log.flush();
  EQUAL(nameOf(events.at(1)), "child");
  EQUAL(*events.at(1).command, std::string("parent\0", 7));
  EQUAL(events.at(1).startTicks, 100);
  EQUAL(events.at(1).parentPid, 1);
}
