#include "../process/actions.h"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "../process/detail.h"
#include "../engine/engine.h"
#include "fixture.h"
#include "given_pid.h"
#include "harness.h"
#include "watched_calls.h"

using namespace ntop;

namespace {

// A child that waits for its end.
class Child {
 public:
  Child() : pid_(fork()) {
    if (pid_ == 0) {
      for (;;) pause();
    }
    Engine engine("/proc", "/sys");
    engine.sample({});
    const auto slot = static_cast<size_t>(engine.table().find(pid_));
    identity_ = {pid_, static_cast<uint64_t>(engine.table().columns.startTicks[slot]),
                 static_cast<uint64_t>(engine.table().columns.pidfdInode[slot])};
  }
  ~Child() { end(); }

  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  bool lives() const { return waitpid(pid_, nullptr, WNOHANG) == 0; }
  const Identity& identity() const { return identity_; }
  Identity strangerByStart() const { return {identity_.pid, identity_.startTicks + 1, identity_.pidfdInode}; }
  Identity strangerByInode() const { return {identity_.pid, identity_.startTicks, identity_.pidfdInode + 1}; }

 private:
  pid_t pid_;
  Identity identity_;
};

void checkGone(const Outcome& outcome) { CHECK(outcome.error == ESRCH && outcome.gone && !outcome.mayHaveStrayed); }

// What changes a process, by the call that does it.
const std::map<std::string, Outcome (*)(const Identity&)>& setters() {
  static const std::map<std::string, Outcome (*)(const Identity&)> all{
      {"setpriority", [](const Identity& identity) { return setNice(identity, 5); }},
      {std::to_string(SYS_ioprio_set), [](const Identity& identity) { return setIoPriority(identity, 3, 0); }},
      {std::to_string(SYS_sched_setaffinity), [](const Identity& identity) { return setAffinity(identity, {}); }},
      {"prlimit", [](const Identity& identity) { return setLimit(identity, RLIMIT_CORE, {0, 0}); }},
  };
  return all;
}

}  // namespace

TEST("nothing is done to a stranger under the PID") {
  const Child child;
  std::vector<Identity> strangers{child.strangerByStart()};
  // Without inodes the start time has to do.
  if (child.identity().pidfdInode != 0) strangers.push_back(child.strangerByInode());
  for (const Identity& stranger : strangers) {
    int handle = 0;
    int nice = 0;
    checkGone(hold(stranger, handle));
    EQUAL(handle, kNoPidfd);
    checkGone(setNice(stranger, 5));
    checkGone(getNice(stranger, nice));
    checkGone(setIoPriority(stranger, 3, 0));
    checkGone(setAffinity(stranger, {0}));
    Detail detail;
    checkGone(readDetail("/proc", stranger, detail));
  }
  checkGone(signalHeld(kNoPidfd, child.strangerByStart(), SIGKILL));
  int nice = -1;
  EQUAL(getNice(child.identity(), nice).error, 0);
  EQUAL(nice, getpriority(PRIO_PROCESS, 0));
  CHECK(child.lives());
}

TEST("a process that ends after it was looked at has nothing changed for the next with its PID") {
  for (const auto& [setter, set] : setters()) {
    Child child;
    bool wasCalled = false;
    const WatchedCalls watched([&](const std::string& call) {
      if (call == std::to_string(SYS_pidfd_send_signal)) child.end();
      wasCalled = wasCalled || call == setter;
    });
    checkGone(set(child.identity()));
    CHECK(!wasCalled);
  }
}

TEST("where the PID changes hands at the call itself the outcome says that the next process may have been changed") {
  for (const auto& [setter, set] : setters()) {
    Child child;
    const pid_t pid = child.identity().pid;
    pid_t successor = 0;
    const WatchedCalls watched([&](const std::string& call) {
      if (call != setter) return;
      child.end();
      successor = forkAs(pid);
    });
    const Outcome outcome = set(child.identity());
    CHECK(outcome.gone);
    // Without the rights to choose a PID there is nothing that could have been changed.
    EQUAL(outcome.mayHaveStrayed, successor == pid);
    if (successor <= 0) continue;
    kill(successor, SIGKILL);
    waitpid(successor, nullptr, 0);
  }
}

TEST("what is asked of a process is never said to have strayed") {
  Child child;
  const WatchedCalls watched([&](const std::string& call) {
    if (call == "prlimit") child.end();
  });
  rlimit limit{};
  checkGone(getLimit(child.identity(), RLIMIT_CORE, limit));
}

TEST("PIDs that mean groups or everyone are refused") {
  for (const int pid : {0, -1, -5}) {
    int handle = 0;
    EQUAL(hold({pid, 0, 0}, handle).error, EINVAL);
    EQUAL(signalHeld(kNoPidfd, {pid, 0, 0}, SIGKILL).error, EINVAL);
    EQUAL(setNice({pid, 0, 0}, 5).error, EINVAL);
  }
}

TEST("a held process that dies is gone for every signal") {
  Child child;
  int handle = 0;
  EQUAL(hold(child.identity(), handle).error, 0);
  EQUAL(signalHeld(handle, child.identity(), SIGCONT).error, 0);
  child.end();
  checkGone(signalHeld(handle, child.identity(), SIGTERM));
  checkGone(setNice(child.identity(), 5));
  release(handle);
}

TEST("without a pidfd a signal still finds the process") {
  Child child;
  EQUAL(signalHeld(kNoPidfd, child.identity(), SIGCONT).error, 0);
  child.end();
  checkGone(signalHeld(kNoPidfd, child.identity(), SIGTERM));
}

TEST("where no signal goes through a pidfd the process is proven around kill(2)") {
  for (const int code : {ENOSYS, EPERM}) {
    const WatchedCalls refused({{std::to_string(SYS_pidfd_send_signal), code}});
    Child child;
    int handle = 0;
    EQUAL(hold(child.identity(), handle).error, 0);
    EQUAL(setNice(child.identity(), 5).error, 0);
    EQUAL(signalHeld(handle, child.identity(), SIGCONT).error, 0);
    CHECK(child.lives());
    EQUAL(askPidfd(handle), 0);
    checkGone(signalHeld(kNoPidfd, child.strangerByStart(), SIGKILL));
    CHECK(child.lives());
    EQUAL(signalHeld(handle, child.identity(), SIGKILL).error, 0);
    const pid_t pid = child.identity().pid;
    child.end();
    EQUAL(askPidfd(handle), ESRCH);
    // A successor with the PID gets nothing.
    const pid_t successor = forkAs(pid);
    checkGone(signalHeld(handle, child.identity(), SIGKILL));
    checkGone(setNice(child.identity(), 5));
    release(handle);
    if (successor == 0) continue;
    EQUAL(waitpid(successor, nullptr, WNOHANG), 0);
    kill(successor, SIGKILL);
    waitpid(successor, nullptr, 0);
  }
}

TEST("a zombie has its PID still, whatever a sandbox refuses") {
  const WatchedCalls refused({{std::to_string(SYS_pidfd_send_signal), EPERM}});
  Child child;
  const UniqueFd pidfd = openPidfd(child.identity().pid);
  kill(child.identity().pid, SIGKILL);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(child.identity().pid), &info, WEXITED | WNOWAIT);
  EQUAL(askPidfd(pidfd.get()), 0);
  child.end();
  EQUAL(askPidfd(pidfd.get()), ESRCH);
}

TEST("affinity takes CPUs that exist, and none at all means every one") {
  const Child child;
  cpu_set_t own;
  CPU_ZERO(&own);
  EQUAL(sched_getaffinity(0, sizeof own, &own), 0);
  int cpu = 0;
  while (cpu < CPU_SETSIZE - 1 && !CPU_ISSET(cpu, &own)) ++cpu;
  EQUAL(setAffinity(child.identity(), {cpu}).error, 0);
  Detail detail;
  EQUAL(readDetail("/proc", child.identity(), detail).error, 0);
  CHECK((detail.affinity.value == std::vector<int>{cpu}));
  EQUAL(setAffinity(child.identity(), {60000}).error, EINVAL);
  EQUAL(setAffinity(child.identity(), {}).error, 0);
}

TEST("what a made up process lacks is refused part by part") {
  Fixture proc;
  proc.addProcess(42, 1, 100, "made-up");
  Detail detail;
  EQUAL(readDetail(proc.root(), {42, 100, 7}, detail).error, 0);
  CHECK((detail.commandLine.value == std::vector<std::string>{"made-up"}));
  for (const int error : {detail.executable.error, detail.environment.error, detail.openFiles.error,
                          detail.limits.error, detail.threads.error, detail.workingDirectory.error}) {
    EQUAL(error, ENOENT);
  }
  EQUAL(detail.affinity.error, ENOSYS);
  checkGone(readDetail(proc.root(), {42, 101, 7}, detail));
}
