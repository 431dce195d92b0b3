#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "../engine/engine.h"
#include "../process/open_file_count.h"
#include "../io/file.h"
#include "blocked.h"
#include "fixture.h"
#include "harness.h"

using ntop::Engine;
using ntop::Needs;
using ntop::Text;

namespace {

constexpr uid_t kNobody = 65534;

size_t slotOf(Engine& engine, int pid) {
  const int slot = engine.table().find(pid);
  CHECK(slot >= 0);
  return slot < 0 ? 0 : static_cast<size_t>(slot);
}

Needs all() {
  Needs needs;
  needs.fds = needs.fdLimits = needs.waitChannel = true;
  needs.freshFdLimits = needs.freshWaitChannel = true;
  return needs;
}

// A child with so many descriptors, of which it may have `limit`.
class Opener {
 public:
  Opener(int more, rlim_t limit) {
    int ends[2];
    if (pipe(ends) != 0) return;
    pid = fork();
    if (pid == 0) {
      const rlimit most{limit, limit};
      setrlimit(RLIMIT_NOFILE, &most);
      for (int opened = 0; opened < more; ++opened) open("/dev/null", O_RDONLY);
      const char done = 1;
      if (write(ends[1], &done, 1) != 1) _exit(1);
      for (;;) pause();
    }
    char done = 0;
    if (read(ends[0], &done, 1) != 1) pid = -1;
    close(ends[0]);
    close(ends[1]);
  }
  ~Opener() {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  Opener(const Opener&) = delete;

  // As a listing has them.
  size_t listed() const {
    size_t count = 0;
    const std::string path = "/proc/" + std::to_string(pid) + "/fd";
    EQUAL(ntop::countOpenFiles(AT_FDCWD, path.c_str(), false, count), 0);
    return count;
  }

  pid_t pid = -1;
};

// Runs `body` in a child that has no rights; whether it held.
template <typename Body>
bool asNobody(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(kNobody) != 0 || setuid(kNobody) != 0)) _exit(2);
    _exit(body() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST("5,000 open descriptors are counted exactly, and their share of the limit of their process is known") {
  const Opener opener(5000, 8192);
  Engine engine("/proc", "/sys");
  engine.sample(all());
  const auto& columns = engine.table().columns;
  CHECK(opener.listed() >= 5000);
  EQUAL(columns.fds[slotOf(engine, opener.pid)], static_cast<double>(opener.listed()));
  EQUAL(columns.fdLimit[slotOf(engine, opener.pid)], 8192.0);
}

TEST("descriptors of a process are counted as often as it ran while they are wanted, else not at all") {
  const Opener opener(10, 100);
  Engine engine("/proc", "/sys");
  const auto& columns = engine.table().columns;
  engine.sample({});
  const size_t slot = slotOf(engine, opener.pid);
  CHECK(std::isnan(columns.fds[slot]) && std::isnan(columns.fdLimit[slot]));
  Needs needs;
  needs.fds = needs.fdLimits = true;
  engine.sample(needs);
  EQUAL(columns.fds[slot], static_cast<double>(opener.listed()));
  // The limits of rows that are not shown cost more than they tell.
  CHECK(std::isnan(columns.fdLimit[slot]));
  needs.visibleSlots.push_back(static_cast<int32_t>(slot));
  engine.sample(needs);
  EQUAL(columns.fdLimit[slot], 100.0);
  engine.sample({});
  CHECK(std::isnan(columns.fds[slot]) && std::isnan(columns.fdLimit[slot]));
}

TEST("without rights descriptors and limits of other users are known where the kernel counts them, wait channels not") {
  const Opener opener(100, 512);
  const size_t count = opener.listed();
  const pid_t pid = opener.pid;
  if (geteuid() != 0) return;
  CHECK(asNobody([count, pid] {
    Engine engine("/proc", "/sys");
    engine.sample(all());
    const int slot = engine.table().find(pid);
    if (slot < 0) return true;  // hidden from others
    const auto& columns = engine.table().columns;
    const double fds = columns.fds[static_cast<size_t>(slot)];
    const ntop::UniqueFd proc = ntop::openDirectory(AT_FDCWD, "/proc");
    const bool isCounted = ntop::sizeIsCount(proc.get()) ? fds == static_cast<double>(count) : std::isnan(fds);
    const bool isLimited = columns.fdLimit[static_cast<size_t>(slot)] == 512;
    return isCounted && isLimited && engine.table().text(Text::kWaitChannel, slot).empty();
  }));
}

TEST("a process in uninterruptible sleep says where it waits, and since when it has not run") {
  const Blocked blocked(false);
  Engine engine("/proc", "/sys");
  engine.sample(all());
  const size_t slot = slotOf(engine, blocked.pid);
  EQUAL(engine.table().columns.state[slot], 'D');
  CHECK(engine.table().text(Text::kWaitChannel, static_cast<int>(slot)).find("clone") != std::string::npos ||
        engine.table().text(Text::kWaitChannel, static_cast<int>(slot)).find("vfork") != std::string::npos);
  const double since = engine.table().columns.ranSeconds[slot];
  engine.sample(all());
  if (engine.capabilities()[0].chosen == "what ran") EQUAL(engine.table().columns.ranSeconds[slot], since);
  else CHECK(std::isnan(since));
}

TEST("a thread in uninterruptible sleep shows, though the first thread of its process only sleeps") {
  const Blocked blocked(true);
  Engine engine("/proc", "/sys");
  Needs needs = all();
  needs.threads = true;
  engine.sample(needs);
  const auto& columns = engine.table().columns;
  EQUAL(columns.state[slotOf(engine, blocked.pid)], 'S');
  const size_t thread = slotOf(engine, blocked.thread);
  EQUAL(columns.state[thread], 'D');
  EQUAL(columns.threadGroupId[thread], blocked.pid);
  CHECK(!engine.table().text(Text::kWaitChannel, static_cast<int>(thread)).empty());
  EQUAL(columns.fds[thread], columns.fds[slotOf(engine, blocked.pid)]);
  const double since = columns.ranSeconds[thread];
  CHECK(!std::isnan(since));
  engine.sample(needs);
  EQUAL(columns.ranSeconds[thread], since);
}

TEST("in a made-up /proc descriptors are counted by listing them, and limits and wait channels read from their files") {
  Fixture proc;
  proc.addProcess(7, 0, 100);
  proc.addProcess(8, 0, 100);
  for (const char* fd : {"0", "1", "2", "x"}) proc.write(std::string("7/fd/") + fd, "");
  proc.write("7/limits",
             "Limit                     Soft Limit           Hard Limit           Units     \n"
             "Max open files            1024                 4096                 files     \n");
  proc.write("7/wchan", "percpu_rwsem_wait");
  proc.write("8/wchan", "0");
  Engine engine(proc.root(), proc.root());
  engine.sample(all());
  const auto& columns = engine.table().columns;
  const size_t one = slotOf(engine, 7);
  const size_t other = slotOf(engine, 8);
  EQUAL(columns.fds[one], 3.0);
  EQUAL(columns.fdLimit[one], 1024.0);
  EQUAL(engine.table().text(Text::kWaitChannel, static_cast<int>(one)), "percpu_rwsem_wait");
  CHECK(std::isnan(columns.fds[other]) && std::isnan(columns.fdLimit[other]) && std::isnan(columns.ranSeconds[one]));
  EQUAL(engine.table().text(Text::kWaitChannel, static_cast<int>(other)), "");
}

TEST("waits for a CPU and context switches are those of all threads, or nothing is said; and nothing of what is not wanted") {
  Fixture proc;
  proc.addProcess(7, 0, 100);
  proc.addProcess(8, 0, 100);
  proc.write("7/schedstat", "1000 1500000000 30\n");
  Engine engine(proc.root(), proc.root());
  const auto& columns = engine.table().columns;
  engine.sample({});
  const size_t slot = slotOf(engine, 7);
  CHECK(std::isnan(columns.cpuDelaySeconds[slot]));
  Needs needs;
  needs.delays = true;
  engine.sample(needs);
  EQUAL(columns.cpuDelaySeconds[slot], 1.5);
  EQUAL(columns.contextSwitches[slot], 30.0);
  CHECK(std::isnan(columns.blockIoDelaySeconds[slot]) && std::isnan(columns.memoryDelaySeconds[slot]));
  CHECK(std::isnan(columns.cpuDelaySeconds[slotOf(engine, 8)]));
  engine.sample({});
  CHECK(std::isnan(columns.cpuDelaySeconds[slot]) && std::isnan(columns.contextSwitches[slot]));
  proc.remove("7");
  proc.addProcess(9, 0, 500);
  engine.sample(needs);
  CHECK(std::isnan(columns.cpuDelaySeconds[slotOf(engine, 9)]));
}

TEST("of a process with many threads no wait of its first alone is told, unless all are added up for a row on the screen") {
  Fixture proc;
  proc.addProcess(7, 0, 100);
  proc.write("7/stat", "7 (x) S 0 1 1 0 -1 0 0 0 0 0 100 50 0 0 20 0 100 0 100 4096 10 0");
  proc.write("7/schedstat", "1000 1500000000 30\n");
  proc.write("7/task/7/schedstat", "1000 1500000000 30\n");
  proc.write("7/task/8/schedstat", "1000 500000000 10\n");
  Engine engine(proc.root(), proc.root());
  const auto& columns = engine.table().columns;
  Needs needs;
  needs.delays = true;
  engine.sample(needs);
  const size_t slot = slotOf(engine, 7);
  CHECK(std::isnan(columns.cpuDelaySeconds[slot]) && std::isnan(columns.contextSwitches[slot]));
  needs.visibleSlots.push_back(static_cast<int32_t>(slot));
  engine.sample(needs);
  EQUAL(columns.cpuDelaySeconds[slot], 2.0);
  EQUAL(columns.contextSwitches[slot], 40.0);
}

TEST("a sum over living threads says nothing once one of them has ended, and is known again afterwards") {
  Fixture proc;
  const auto write = [&proc](int threads) {
    proc.write("7/stat", "7 (x) S 0 1 1 0 -1 0 0 0 0 0 100 50 0 0 20 0 " + std::to_string(threads) + " 0 100 4096 10 0");
  };
  proc.addProcess(7, 0, 100);
  for (const char* id : {"7", "8", "9"}) proc.write(std::string("7/task/") + id + "/schedstat", "1000 1000000000 10\n");
  Engine engine(proc.root(), proc.root());
  const auto& columns = engine.table().columns;
  Needs needs;
  needs.delays = true;
  write(3);
  engine.sample(needs);
  const size_t slot = slotOf(engine, 7);
  EQUAL(columns.cpuDelaySeconds[slot], 3.0);
  CHECK(!engine.whyNotAllDelays().empty());
  // The two others have waited for longer than the one that ended.
  proc.remove("7/task/9");
  proc.write("7/task/8/schedstat", "1000 9000000000 20\n");
  write(2);
  engine.sample(needs);
  CHECK(std::isnan(columns.cpuDelaySeconds[slot]) && std::isnan(columns.contextSwitches[slot]));
  engine.sample(needs);
  EQUAL(columns.cpuDelaySeconds[slot], 10.0);
}
