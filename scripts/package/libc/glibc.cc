// What Debian's libstdc++ takes from a newer glibc than the one of the oldest system that a prebuilt probe runs on.
#include <dlfcn.h>
#include <pthread.h>
#include <time.h>

#include "clock_wait.h"
#include "random_bits.h"

// glibc has it since 2.30, and libstdc++ waits with it.
extern "C" int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                                      const timespec* until) {
  using Wait = int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*);
  static const auto newer = reinterpret_cast<Wait>(dlsym(RTLD_NEXT, "pthread_cond_clockwait"));
  return newer == nullptr ? waitInRealTime(condition, mutex, clock, *until) : newer(condition, mutex, clock, until);
}

// glibc has it since 2.36, and libstdc++ seeds with it.
extern "C" uint32_t arc4random() { return randomBits(); }

// As glibc says it since 2.32 while a program has threads.
char __libc_single_threaded = 0;

// glibc has it since 2.35. Where nothing is found, whatever throws ends the program, as it does without exceptions.
extern "C" int _dl_find_object(void* address, void* found) {
  using Find = int (*)(void*, void*);
  static const auto newer = reinterpret_cast<Find>(dlsym(RTLD_NEXT, "_dl_find_object"));
  return newer == nullptr ? -1 : newer(address, found);
}
