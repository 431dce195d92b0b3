#include "../process/wait_facts.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "../io/file.h"
#include "blocked.h"
#include "fixture.h"
#include "harness.h"

using ntop::Identity;
using ntop::readWaitFacts;
using ntop::WaitFacts;

namespace {

Identity identityOf(pid_t pid) {
  Identity identity{pid, 0, 0};
  const ntop::UniqueFd proc = ntop::openDirectory(AT_FDCWD, "/proc");
  ntop::readStart(proc.get(), (std::to_string(pid) + "/stat").c_str(), identity.startTicks);
  return identity;
}

bool isVfork(const WaitFacts& facts) {
  const std::string& channel = facts.waitChannel.value;
  return channel.find("clone") != std::string::npos || channel.find("fork") != std::string::npos;
}

}  // namespace

TEST("of a blocked process and of a blocked thread it is known where they wait") {
  const Blocked process(false);
  const Blocked thread(true);
  const auto found = readWaitFacts(
      "/proc", {{identityOf(process.pid), process.pid}, {identityOf(thread.pid), thread.thread}}, 5);
  EQUAL(found.size(), 2u);
  for (const WaitFacts& facts : found) {
    EQUAL(facts.outcome.error, 0);
    CHECK(isVfork(facts));
    // A kernel may be built without these files.
    CHECK(facts.systemCall.value == "clone" || facts.systemCall.value == "vfork" || facts.systemCall.error != 0);
    CHECK(!facts.stack.value.empty() || facts.stack.error != 0);
    CHECK(facts.mountPoint.empty());
  }
}

TEST("a process that is gone, or whose PID has another start, is asked for nothing") {
  const Blocked blocked(false);
  Identity other = identityOf(blocked.pid);
  other.startTicks += 7;
  const pid_t gone = fork();
  if (gone == 0) _exit(0);
  waitpid(gone, nullptr, 0);
  for (const WaitFacts& facts : readWaitFacts("/proc", {{other, blocked.pid}, {{gone, 5, 0}, gone}}, 5)) {
    CHECK(facts.outcome.gone && facts.waitChannel.value.empty() && facts.stack.value.empty());
  }
}

TEST("without rights it is said why nothing is known of the waits of others") {
  const Blocked blocked(false);
  if (geteuid() != 0) return;
  const Identity identity = identityOf(blocked.pid);
  const pid_t child = fork();
  if (child == 0) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(2);
    const auto found = readWaitFacts("/proc", {{identity, blocked.pid}}, 5);
    if (found[0].outcome.gone) _exit(0);  // hidden from others
    const bool isRefused = found[0].waitChannel.error == ENODATA && found[0].systemCall.error != 0 &&
                           found[0].stack.error != 0 && found[0].mountPoint.empty();
    _exit(isRefused ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST("a task in a made-up /proc has its wait channel, stack and mount, and names from there are not followed") {
  Fixture proc;
  proc.addProcess(7, 0, 100);
  proc.write("7/task/7/wchan", "percpu_rwsem_wait");
  proc.write("7/task/7/stack", "[<0>] percpu_rwsem_wait+0x1/0x2\n[<0>] vfs_write+0x1/0x2\n");
  proc.write("7/task/7/syscall", "1 0x3 0x7ffe0000 0x1 0x0 0x0 0x0 0x7ffe12345678 0x7f0012345678\n");
  proc.write("7/task/7/fdinfo/3", "pos:\t0\nflags:\t02\nmnt_id:\t240\n");
  proc.write("7/mountinfo", "240 24 7:0 / /mnt/x rw - ext4 /dev/loop0 rw\n");
  const auto found = readWaitFacts(proc.root(), {{{7, 100, 0}, 7}}, 5);
  EQUAL(found[0].outcome.error, 0);
  EQUAL(found[0].waitChannel.value, "percpu_rwsem_wait");
  EQUAL(found[0].stack.value.size(), 2u);
  EQUAL(found[0].systemCall.error, 0);
#ifdef __x86_64__
  EQUAL(found[0].systemCall.value, "write");
  EQUAL(found[0].mountPoint, "/mnt/x");
  EQUAL(found[0].fileSystem, "ext4");
#endif
}
