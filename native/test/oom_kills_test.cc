#include "../events/oom_kills.h"

#include <vector>

#include "garbage.h"
#include "harness.h"

using namespace ntop;

namespace {

// Lines of the kernel's own, a millisecond apart.
class Log {
 public:
  std::vector<OomKill> add(const std::vector<std::string>& lines, const std::string& priority = "6") {
    std::vector<OomKill> kills;
    for (const std::string& line : lines) {
      microseconds_ += 1000;
      const auto message = parseKernelMessage(priority + ",77," + std::to_string(microseconds_) + ",-;" + line + "\n");
      CHECK(message.has_value());
      if (!message) continue;
      auto kill = kills_.take(*message);
      if (kill) kills.push_back(std::move(*kill));
    }
    return kills;
  }
  void wait(uint64_t microseconds) { microseconds_ += microseconds; }

 private:
  OomKills kills_;
  uint64_t microseconds_ = 5'000'000;
};

std::string victim(const std::string& groups, const std::string& name, int pid) {
  return "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0" + groups + ",task=" + name +
         ",pid=" + std::to_string(pid) + ",uid=33";
}

std::string killed(const std::string& name, int pid) {
  return "Memory cgroup out of memory: Killed process " + std::to_string(pid) + " (" + name +
         ") total-vm:78024kB, anon-rss:27232kB, file-rss:3700kB, shmem-rss:8kB, UID:33 pgtables:120kB oom_score_adj:0";
}

std::string groupOf(const std::optional<std::string>& group) { return group.value_or("unknown"); }

// The groups of a kill whose lines name these.
OomKill killIn(const std::string& groups, const std::string& name = "worker") {
  Log log;
  const auto kills = log.add({victim(groups, name, 4068), killed(name, 4068)});
  EQUAL(kills.size(), 1u);
  return kills.empty() ? OomKill() : kills.front();
}

}  // namespace

TEST("a kill's lines tell who it was, in which group, with which limit, and what it held") {
  Log log;
  const auto kills = log.add({
      "greedy invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
      "memory: usage 20480kB, limit 20480kB, failcnt 82",
      "memory+swap: usage 20480kB, limit 9007199254740988kB, failcnt 0",
      "[   4068]     0  4068    19506     7733     6808      925         0   122880        0             0 worker",
      victim(",oom_memcg=/a,task_memcg=/a/b", "worker", 4068),
      killed("worker", 4068),
      "oom_reaper: reaped process 4068 (worker), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
  });
  EQUAL(kills.size(), 1u);
  if (kills.empty()) return;
  const OomKill& kill = kills.front();
  CHECK(kill.pid == 4068 && kill.name == "worker" && kill.userId == 33u && kill.microseconds == 5'006'000);
  CHECK(kill.limitGroup == "/a" && kill.victimGroup == "/a/b" && kill.limitKibibytes == 20480u);
  CHECK(kill.isOfMachine == false && kill.virtualKibibytes == 78024u);
  CHECK(kill.anonymousKibibytes == 27232u && kill.fileKibibytes == 3700u && kill.sharedKibibytes == 8u);
}

TEST("a kill for the machine's memory has no group with a limit") {
  const OomKill kill = killIn(",global_oom,task_memcg=/user.slice");
  CHECK(kill.isOfMachine == true && !kill.limitGroup && !kill.limitKibibytes);
  EQUAL(groupOf(kill.victimGroup), "/user.slice");
}

TEST("a process named like a piece of the lines is still the one that was killed") {
  for (const char* name : {"a,pid=1,uid=(x)", "x,task=y", ") total-vm:1kB", "1 (init) total-", ",pid=1,uid=0", "", "\\x0a\\x1b[2J"}) {
    const OomKill kill = killIn(",oom_memcg=/a,task_memcg=/a/b", name);
    CHECK(kill.pid == 4068 && kill.userId == 33u && kill.anonymousKibibytes == 27232u);
    EQUAL(groupOf(kill.victimGroup), "/a/b");
    EQUAL(groupOf(kill.limitGroup), "/a");
  }
  EQUAL(killIn(",oom_memcg=/a,task_memcg=/a", "a,pid=1,uid=(x)").name, "a,pid=1,uid=(x)");
  EQUAL(killIn(",oom_memcg=/a,task_memcg=/a", "\\x0a\\x5c\\x1b").name, "\n\\\x1b");
}

TEST("of a group named like a piece of the lines nothing is told rather than another group") {
  EQUAL(groupOf(killIn(",oom_memcg=/a,task_memcg=/a/x,task=y").victimGroup), "/a/x,task=y");
  EQUAL(groupOf(killIn(",oom_memcg=/a,task_memcg=/b").victimGroup), "unknown");
  EQUAL(groupOf(killIn(",oom_memcg=/a,task_memcg=/a,task_memcg=/a").victimGroup), "unknown");
  EQUAL(groupOf(killIn(",oom_memcg=/,task_memcg=/a,oom_memcg=/a,task_memcg=/a/b").limitGroup), "unknown");
  EQUAL(groupOf(killIn(",oom_memcg=/ab,task_memcg=/abc").limitGroup), "unknown");
}

TEST("kernels before 5.0 name the groups in a line without a PID, which belongs to the next kill and no later one") {
  Log log;
  const std::vector<std::string> old = {
      "Task in /a/b killed as a result of limit of /a",
      "memory: usage 20480kB, limit 20480kB, failcnt 82",
      "Memory cgroup out of memory: Kill process 4068 (worker) score 900 or sacrifice child",
      "Killed process 4068 (worker) total-vm:78024kB, anon-rss:27232kB, file-rss:3700kB",
      "Killed process 4069 (other) total-vm:8kB, anon-rss:4kB, file-rss:0kB",
  };
  const auto kills = log.add(old);
  EQUAL(kills.size(), 2u);
  if (kills.size() != 2) return;
  CHECK(kills[0].limitGroup == "/a" && kills[0].victimGroup == "/a/b" && kills[0].limitKibibytes == 20480u);
  CHECK(!kills[0].sharedKibibytes && !kills[0].userId);
  CHECK(kills[1].pid == 4069 && !kills[1].limitGroup && !kills[1].victimGroup && !kills[1].limitKibibytes);
  log.add({old[0]});
  log.wait(60'000'000);
  const auto later = log.add({old[3]});
  CHECK(later.size() == 1 && !later[0].limitGroup);
}

TEST("a kill whose other lines the kernel left out is told without a group, and takes none of another process") {
  Log log;
  log.add({victim(",oom_memcg=/a,task_memcg=/a", "worker", 4068)});
  const auto other = log.add({killed("other", 4069)});
  CHECK(other.size() == 1 && other[0].pid == 4069 && !other[0].limitGroup && other[0].userId == 33u);
  log.wait(60'000'000);
  const auto reused = log.add({killed("worker", 4068)});
  CHECK(reused.size() == 1 && !reused[0].limitGroup);
}

TEST("what programs write to the log, or have the kernel quote, is no kill") {
  Log log;
  CHECK(log.add({killed("init", 1)}, "14").empty());
  CHECK(log.add({"overlayfs: unrecognized mount option \"" + killed("init", 1) + "\""}).empty());
  CHECK(log.add({"Out of memory: Killed process 0 (x) total-vm:1kB", "Killed process 5 (x", "Killed process"}).empty());
  CHECK(log.add({"oom_reaper: reaped process 4068 (x), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB"}).empty());
}

TEST("a limit that is more than any machine has is none") {
  EQUAL(parseOomLimit("memory: usage 20480kB, limit 20480kB, failcnt 82").value_or(0), 20480u);
  CHECK(!parseOomLimit("memory: usage 20480kB, limit 9007199254740988kB, failcnt 0"));
  CHECK(!parseOomLimit("memory+swap: usage 1kB, limit 1kB") && !parseOomLimit("memory: usage 1kB, limit"));
}

TEST("records of the kernel's log are read with or without what they are about") {
  const auto message = parseKernelMessage("6,339,5140900,-,caller=T1;NET: \\x41\\xzz\\x4\n SUBSYSTEM=acpi\n DEVICE=+acpi\n");
  CHECK(message && message->sequence == 339 && message->microseconds == 5140900 && message->isKernels);
  CHECK(message && message->text == "NET: A\\xzz\\x4");
  for (const char* text : {"", ";", "6;x", "6,1;x", "6,1,;x", "a,1,2,-;x", "6,1,2,-"}) CHECK(!parseKernelMessage(text));
}

TEST("no record of the kernel's log makes its readers look beyond its end") {
  const auto parse = [](std::string_view text) {
    OomKills kills;
    const auto message = parseKernelMessage(text);
    if (message) kills.take(*message);
    parseOomTask(text);
    parseOomLimit(text);
    const auto found = parseOomVictim(text);
    auto kill = parseKilledProcess(text);
    if (kill) CHECK(kill->pid > 0 && kill->name.size() <= text.size());
    if (found && kill) putGroups(*found, *kill);
  };
  garbage::tryMany("6,1,2,-;" + killed("a\\x0a", 4068), parse);
  garbage::tryMany(killed("a", 4068), parse);
  garbage::tryMany(victim(",oom_memcg=/a,task_memcg=/a/b", "a", 4068), parse);
  garbage::tryMany("Task in /a/b killed as a result of limit of /a", parse);
  garbage::tryMany("memory: usage 20480kB, limit 20480kB, failcnt 82", parse);
}
