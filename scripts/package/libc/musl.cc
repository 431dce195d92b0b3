// What a libstdc++ that was made for glibc needs and musl does not have.
#include <pthread.h>
#include <sys/auxv.h>

#include "clock_wait.h"
#include "random_bits.h"

namespace {

struct Destructor {
  void (*call)(void*);
  void* object;
  Destructor* next;
};

pthread_key_t destructors;
pthread_once_t once = PTHREAD_ONCE_INIT;

// A destructor may add another; the newest first.
void destroy(void* first) {
  for (auto* one = static_cast<Destructor*>(first); one != nullptr;) {
    pthread_setspecific(destructors, one->next);
    one->call(one->object);
    delete one;
    one = static_cast<Destructor*>(pthread_getspecific(destructors));
  }
}

void makeKey() { pthread_key_create(&destructors, destroy); }

}  // namespace

extern "C" {

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock, const timespec* until) {
  return waitInRealTime(condition, mutex, clock, *until);
}

int __cxa_thread_atexit_impl(void (*call)(void*), void* object, void*) {
  pthread_once(&once, makeKey);
  auto* first = static_cast<Destructor*>(pthread_getspecific(destructors));
  return pthread_setspecific(destructors, new Destructor{call, object, first});
}

// Without it libstdc++ takes the program for one of a single thread, and std::mutex does nothing.
int __pthread_key_create(pthread_key_t* key, void (*destructor)(void*)) { return pthread_key_create(key, destructor); }

uint32_t arc4random() { return randomBits(); }

// libgcc asks it on arm64 for what the CPU can do.
unsigned long __getauxval(unsigned long type) { return getauxval(type); }

// As glibc says it while a program has threads.
char __libc_single_threaded = 0;

// Finds nothing: whatever throws ends the program, as it does without exceptions.
int _dl_find_object(void*, void*) { return -1; }

}  // extern "C"
