#include "blocked.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace {

char stateOf(pid_t pid, pid_t thread) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(thread) + "/stat");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const size_t nameEnd = text.rfind(") ");
  return nameEnd == std::string::npos ? '?' : text[nameEnd + 2];
}

void say(int pipe, pid_t number) {
  if (write(pipe, &number, sizeof number) != sizeof number) _exit(1);
}

void block(int pipe) {
  say(pipe, static_cast<pid_t>(syscall(SYS_gettid)));
  // clone(2) with the flags of vfork(2), which compilers warn of; the stack may be shared, for nothing returns here.
  const long child = syscall(SYS_clone, CLONE_VFORK | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (child != 0) _exit(0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  say(pipe, getpid());
  for (;;) pause();
}

// On its way to sleep a task is in that state already, but waits nowhere yet.
bool isOnItsWay(pid_t pid, pid_t thread) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(thread) + "/wchan");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return text == "0" && stateOf(pid, thread) == 'D';
}

pid_t hear(int pipe) {
  pid_t number = 0;
  return read(pipe, &number, sizeof number) == sizeof number ? number : 0;
}

}  // namespace

Blocked::Blocked(bool inThread) {
  int ends[2];
  if (pipe(ends) != 0) abort();
  pid = fork();
  if (pid == 0) {
    if (inThread) std::thread(block, ends[1]).detach();
    else block(ends[1]);
    for (;;) pause();
  }
  thread = hear(ends[0]);
  awaited_ = hear(ends[0]);
  close(ends[0]);
  close(ends[1]);
  while (stateOf(pid, thread) != 'D') sched_yield();
  // A kernel that keeps its names to itself writes 0 for ever.
  for (int tries = 0; tries < 100000 && isOnItsWay(pid, thread); ++tries) sched_yield();
  while (inThread && stateOf(pid, pid) != 'S') sched_yield();
}

Blocked::~Blocked() {
  kill(awaited_, SIGKILL);
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}
