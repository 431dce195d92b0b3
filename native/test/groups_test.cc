#include <algorithm>
#include <cmath>

#include "../engine/engine.h"
#include "../groups/group_engine.h"
#include "../groups/group_listing.h"
#include "../proc/cgroup_files.h"
#include "fixture.h"
#include "garbage.h"
#include "harness.h"

using namespace ntop;
using namespace ntop::proc;

namespace {

constexpr unsigned kAll = 127;
constexpr const char* kFirst = "35 1 0:1 / /sys/fs/cgroup/%s rw - cgroup cgroup rw,%s\n";

bool all(std::string_view) { return true; }

// A machine with both versions, and the engine that reads it.
struct Machine {
  Machine() : engine(tree.root() + "/proc", tree.root() + "/sys") {
    std::string mounts = "41 1 0:9 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
    for (const char* controllers : {"cpu", "memory", "pids", "blkio"}) {
      char line[200];
      std::snprintf(line, sizeof line, kFirst, controllers, controllers);
      mounts += line;
    }
    tree.write("proc/self/mountinfo", mounts);
  }

  void file(const std::string& path, const std::string& text) { tree.write("sys/fs/cgroup/" + path, text); }

  // A process in these groups; its slot.
  int join(int pid, const std::string& cgroups) {
    const int slot = processes.add({pid, pid});
    processes.setCgroups(slot, cgroups);
    return slot;
  }

  double number(const std::vector<double> GroupColumns::*column, const std::string& path) {
    const int slot = engine.table().find(path);
    return slot == kNoGroup ? -1 : (engine.table().columns.*column)[static_cast<size_t>(slot)];
  }

  Fixture tree;
  ProcessTable processes;
  GroupEngine engine;
};

}  // namespace

TEST("files of both versions say the same in the same units") {
  const auto second = parseGroupCpuStat("usage_usec 5\nnr_periods 7\nnr_throttled 3\nthrottled_usec 2500\n");
  const auto first = parseGroupCpuStat("nr_periods 7\nnr_throttled 3\nthrottled_time 2500000\n");
  EQUAL(second.throttledMicroseconds.value_or(0), 2500.0);
  EQUAL(first.throttledMicroseconds.value_or(0), 2500.0);
  CHECK(second.usedMicroseconds == 5.0 && !first.usedMicroseconds && first.periods == 7u);
  EQUAL(parseCpuMax("150000 100000\n").value_or(0), 1.5);
  CHECK(std::isinf(parseCpuMax("max 100000\n").value_or(0)));
  for (const char* text : {"", "max", "100", "100 0", "x 100", "-1 100"}) CHECK(!parseCpuMax(text));
  EQUAL(parseGroupMemoryEvents("low 0\nhigh 0\nmax 12\noom 1\noom_kill 2\noom_group_kill 0\n").oomKills.value_or(9), 2u);
  EQUAL(parseGroupMemoryEvents("oom_kill_disable 0\nunder_oom 0\noom_kill 4\n").oomKills.value_or(9), 4u);
  CHECK(!parseGroupMemoryEvents("oom_kill_disable 0\nunder_oom 0\n").oomKills);
}

TEST("the traffic of a group is summed over the devices that count") {
  const auto counts = [](std::string_view device) { return device != "7:0"; };
  const GroupIo second = parseGroupIo("8:0 rbytes=10 wbytes=20 rios=1\n7:0 rbytes=99\n8:16 rbytes=1 wbytes=x\n", counts);
  CHECK(second.readBytes == 11 && second.writtenBytes == 20);
  const GroupIo first = parseGroupBlkio("8:0 Read 10\n8:0 Write 20\n8:0 Total 30\n7:0 Read 9\nTotal 39\n", counts);
  CHECK(first.readBytes == 10 && first.writtenBytes == 20);
  CHECK(parseGroupIo("8:0 rbytes=18446744073709551615 wbytes=0\n8:1 rbytes=5\n", all).readBytes == UINT64_MAX);
}

TEST("no file of a control group makes its parser look beyond its end") {
  const auto parse = [](std::string_view text) {
    parseGroupCpuStat(text);
    parseCpuMax(text);
    parseGroupMemoryEvents(text);
    parseNumber(text);
    parseGroupIo(text, all);
    parseGroupBlkio(text, all);
    GroupReading reading;
    reading.countsDevice = all;
    for (const GroupFile& file : kGroupFileTable) file.parse(text, reading);
    completeReading(reading);
  };
  garbage::tryMany("usage_usec 5\nnr_periods 7\nthrottled_usec 2500\noom_kill 2\nmax 12\n", parse);
  garbage::tryMany("max 100000\n", parse);
  garbage::tryMany("8:0 rbytes=10 wbytes=20 rios=1\n8:16 Read 1\n8:16 Write 2\n", parse);
  garbage::tryMany("some avg10=0.00 avg60=0.00 avg300=0.00 total=9\nfull avg10=0 total=1\n", parse);
}

TEST("texts of groups are kept once, as long as a process has them") {
  CgroupSets sets;
  const int32_t one = sets.take("0::/a\n");
  EQUAL(sets.take("0::/a\n"), one);
  EQUAL(sets.take(""), CgroupSets::kNone);
  const uint64_t version = sets.version();
  sets.giveBack(one);
  EQUAL(sets.version(), version);
  sets.giveBack(one);
  CHECK(sets.version() != version && sets.text(one).empty());
  EQUAL(sets.take("0::/b\n"), one);
}

TEST("a group has what both versions say of its path, and those above it are there too") {
  Machine machine;
  const int slot = machine.join(1, "4:memory:/a/b\n1:cpu:/a\n0::/a/b\n");
  machine.file("unified/a/b/cpu.stat", "usage_usec 3000000\n");
  machine.file("unified/a/b/memory.pressure", "some avg10=0 total=7\nfull avg10=0 total=6\n");
  machine.file("memory/a/b/memory.usage_in_bytes", "1000\n");
  machine.file("memory/a/b/memory.limit_in_bytes", "5000\n");
  machine.file("memory/a/b/memory.memsw.usage_in_bytes", "1200\n");
  machine.file("memory/a/b/memory.memsw.limit_in_bytes", "9223372036854771712\n");
  machine.file("memory/a/b/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");
  machine.file("cpu/a/cpu.cfs_period_us", "100000\n");
  machine.file("cpu/a/cpu.cfs_quota_us", "25000\n");
  machine.file("cpu/a/cpu.stat", "nr_periods 9\nnr_throttled 8\nthrottled_time 1500000000\n");
  machine.file("pids/a/b/pids.max", "max\n");
  machine.engine.sample(kAll, {}, machine.processes);
  using G = GroupColumns;
  EQUAL(machine.number(&G::cpuSeconds, "/a/b"), 3.0);
  EQUAL(machine.number(&G::memorySomeMicroseconds, "/a/b"), 7.0);
  EQUAL(machine.number(&G::memoryBytes, "/a/b"), 1000.0);
  EQUAL(machine.number(&G::memoryLimitBytes, "/a/b"), 5000.0);
  EQUAL(machine.number(&G::swapBytes, "/a/b"), 200.0);
  CHECK(std::isinf(machine.number(&G::swapLimitBytes, "/a/b")) && std::isinf(machine.number(&G::taskLimit, "/a/b")));
  EQUAL(machine.number(&G::oomKills, "/a/b"), 4.0);
  EQUAL(machine.number(&G::quotaCpus, "/a"), 0.25);
  EQUAL(machine.number(&G::throttledSeconds, "/a"), 1.5);
  CHECK(std::isnan(machine.number(&G::memoryBytes, "/a")) && std::isnan(machine.number(&G::quotaCpus, "/a/b")));
  CHECK(std::isnan(machine.number(&G::readBytes, "/a/b")) && std::isnan(machine.number(&G::stoppedSeconds, "/a")));
  EQUAL(machine.engine.table().count(), 3);
  const ProcessColumns& columns = machine.processes.columns;
  const auto row = static_cast<size_t>(slot);
  EQUAL(columns.group[row], machine.engine.table().find("/a/b"));
  EQUAL(columns.cpuGroup[row], machine.engine.table().find("/a"));
  EQUAL(columns.memoryGroup[row], machine.engine.table().find("/a/b"));
  const GroupColumns& groups = machine.engine.table().columns;
  EQUAL(groups.parent[static_cast<size_t>(columns.group[row])], machine.engine.table().find("/a"));
  EQUAL(machine.engine.versions(), 3);
}

TEST("only the kinds that are asked for are read") {
  Machine machine;
  machine.join(1, "0::/a\n");
  machine.file("unified/a/cpu.stat", "usage_usec 3000000\n");
  machine.file("unified/a/memory.current", "5\n");
  machine.engine.sample(kGroupMemory, {}, machine.processes);
  EQUAL(machine.number(&GroupColumns::memoryBytes, "/a"), 5.0);
  CHECK(std::isnan(machine.number(&GroupColumns::cpuSeconds, "/a")));
}

TEST("a group without a process stays while it is there, whatever can be read of it, and one that vanished goes") {
  Machine machine;
  const int slot = machine.join(1, "0::/a\n");
  machine.file("unified/a/memory.events.local", "oom_kill 0\n");
  machine.engine.sample(kGroupOom, {}, machine.processes);
  machine.processes.remove(slot);
  machine.file("unified/a/memory.events.local", "oom_kill 1\n");
  machine.engine.sample(kGroupOom, {}, machine.processes);
  EQUAL(machine.number(&GroupColumns::oomKills, "/a"), 1.0);
  machine.tree.remove("sys/fs/cgroup/unified/a/memory.events.local");
  machine.engine.sample(kGroupOom, {}, machine.processes);
  CHECK(machine.engine.table().find("/a") != kNoGroup);
  CHECK(std::isnan(machine.number(&GroupColumns::oomKills, "/a")));
  machine.tree.remove("sys/fs/cgroup/unified/a");
  machine.engine.sample(kGroupOom, {}, machine.processes);
  EQUAL(machine.engine.table().find("/a"), kNoGroup);
}

TEST("a group that vanished while it has a process is there, and all of it is unknown") {
  Machine machine;
  const int slot = machine.join(1, "0::/gone (deleted)\n");
  machine.engine.sample(kAll, {}, machine.processes);
  CHECK(std::isnan(machine.number(&GroupColumns::memoryBytes, "/gone (deleted)")));
  CHECK(machine.processes.columns.group[static_cast<size_t>(slot)] != kNoGroup);
  machine.engine.rest(machine.processes);
  EQUAL(machine.processes.columns.group[static_cast<size_t>(slot)], kNoGroup);
}

TEST("a group that lost its last process while none was asked for is still known, and so is one that is named") {
  Machine machine;
  const int slot = machine.join(1, "0::/a\n");
  machine.file("unified/a/memory.events.local", "oom_kill 0\n");
  machine.file("unified/b/memory.events.local", "oom_kill 7\n");
  machine.engine.sample(kGroupOom, {}, machine.processes);
  machine.engine.rest(machine.processes);
  machine.processes.remove(slot);
  machine.file("unified/a/memory.events.local", "oom_kill 1\n");
  machine.engine.sample(kGroupOom, {"/b", "/c", "nonsense"}, machine.processes);
  EQUAL(machine.number(&GroupColumns::oomKills, "/a"), 1.0);
  EQUAL(machine.number(&GroupColumns::oomKills, "/b"), 7.0);
  EQUAL(machine.engine.table().find("/c"), kNoGroup);
}

TEST("paths that lead out of the hierarchy are not followed") {
  Machine machine;
  machine.join(1, "0::/../../secret\nnonsense\n3:cpu:relative\n");
  machine.file("../secret/memory.current", "5\n");
  machine.engine.sample(kAll, {}, machine.processes);
  CHECK(std::isnan(machine.number(&GroupColumns::memoryBytes, "/../../secret")));
}

TEST("groups are listed with those that have no process, the outer ones first, each once, and not too many") {
  Machine machine;
  machine.file("unified/a/b/cgroup.procs", "");
  machine.file("unified/odd\x1b[2J/cgroup.procs", "");
  machine.file("memory/a/c/tasks", "");
  const std::string proc = machine.tree.root() + "/proc";
  const std::string sys = machine.tree.root() + "/sys";
  std::vector<std::string> found = listGroups(proc, sys, 100);
  CHECK(found.front() == "/");
  std::sort(found.begin(), found.end());
  CHECK((found == std::vector<std::string>{"/", "/a", "/a/b", "/a/c", "/odd\x1b[2J"}));
  EQUAL(listGroups(proc, sys, 2).size(), size_t{2});
  EQUAL(listGroups("/nowhere", "/nowhere", 9).size(), size_t{1});
}
