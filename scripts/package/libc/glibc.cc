// What Debian's libstdc++ takes from a newer glibc than the one of the oldest system that a prebuilt probe runs on.
#include <dlfcn.h>
#include <pthread.h>
#include <time.h>

#include "clock_wait.h"

// glibc has it since 2.30, and libstdc++ waits with it.
extern "C" int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                                      const timespec* until) {
  using Wait = int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*);
  static const auto newer = reinterpret_cast<Wait>(dlsym(RTLD_NEXT, "pthread_cond_clockwait"));
  return newer == nullptr ? waitInRealTime(condition, mutex, clock, *until) : newer(condition, mutex, clock, until);
}
