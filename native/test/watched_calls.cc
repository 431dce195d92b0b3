#include "watched_calls.h"

#include <dlfcn.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <utility>

namespace {

WatchedCalls::See seer;
std::map<std::string, int> refusals;

// What a test does meanwhile is not watched.
void see(const std::string& call) {
  if (!seer) return;
  const WatchedCalls::See now = std::exchange(seer, nullptr);
  now(call);
  seer = now;
}

template <typename Call>
Call real(const char* name) {
  return reinterpret_cast<Call>(dlsym(RTLD_NEXT, name));
}

}  // namespace

WatchedCalls::WatchedCalls(See see) { seer = std::move(see); }
WatchedCalls::WatchedCalls(std::map<std::string, int> refused) { refusals = std::move(refused); }
WatchedCalls::~WatchedCalls() {
  seer = nullptr;
  refusals.clear();
}

// These stand before the C library's.
extern "C" {

long syscall(long number, ...) noexcept {
  va_list rest;
  va_start(rest, number);
  long values[6];
  for (long& value : values) value = va_arg(rest, long);
  va_end(rest);
  const std::string name = std::to_string(number);
  see(name);
  if (const auto refused = refusals.find(name); refused != refusals.end()) {
    errno = refused->second;
    return -1;
  }
  static const auto call = real<long (*)(long, ...)>("syscall");
  return call(number, values[0], values[1], values[2], values[3], values[4], values[5]);
}

int setpriority(__priority_which_t which, id_t who, int nice) noexcept {
  see("setpriority");
  static const auto call = real<int (*)(__priority_which_t, id_t, int)>("setpriority");
  return call(which, who, nice);
}

int prlimit(pid_t pid, __rlimit_resource resource, const rlimit* next, rlimit* now) noexcept {
  see("prlimit");
  static const auto call = real<int (*)(pid_t, __rlimit_resource, const rlimit*, rlimit*)>("prlimit");
  return call(pid, resource, next, now);
}
}
