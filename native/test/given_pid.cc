#include "given_pid.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#ifndef SYS_clone3
#define SYS_clone3 435
#endif

pid_t forkAs(pid_t pid) {
  // struct clone_args of linux/sched.h, in the size of Linux 5.5.
  struct {
    uint64_t flags = 0;
    uint64_t unused[3] = {};
    uint64_t exitSignal = SIGCHLD;
    uint64_t rest[3] = {};
    uint64_t setTid = 0;
    uint64_t setTidSize = 1;
  } arguments;
  arguments.setTid = reinterpret_cast<uintptr_t>(&pid);
  const long made = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (made != 0) return made < 0 ? 0 : static_cast<pid_t>(made);
  for (;;) pause();
}
