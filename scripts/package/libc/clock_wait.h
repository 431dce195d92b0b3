#pragma once

#include <pthread.h>
#include <time.h>

/** Waits until a time of another clock. If somebody sets the system's time meanwhile it ends earlier or later. */
inline int waitInRealTime(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock, const timespec& until) {
  constexpr long kSecond = 1000000000;
  timespec now;
  timespec real;
  clock_gettime(clock, &now);
  clock_gettime(CLOCK_REALTIME, &real);
  const long ahead = until.tv_nsec - now.tv_nsec + real.tv_nsec + kSecond;
  real.tv_sec += until.tv_sec - now.tv_sec - 1 + ahead / kSecond;
  real.tv_nsec = ahead % kSecond;
  return pthread_cond_timedwait(condition, mutex, &real);
}
