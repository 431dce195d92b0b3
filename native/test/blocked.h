#pragma once

#include <sys/types.h>

// Children in uninterruptible sleep: each waits, as vfork(2) does, for a child that never ends. They end with this.
class Blocked {
 public:
  // The first thread, or a second one while the first sleeps as any other.
  explicit Blocked(bool inThread);
  ~Blocked();
  Blocked(const Blocked&) = delete;

  pid_t pid = 0;
  pid_t thread = 0;  // that waits

 private:
  pid_t awaited_ = 0;
};
