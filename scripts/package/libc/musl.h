// Included before everything else where musl's headers stand under a libstdc++ that was made for glibc.
#include <features.h>
#define __GLIBC_PREREQ(major, minor) 0
#include <locale.h>
#include <pthread.h>

typedef locale_t __locale_t;

extern "C" int pthread_cond_clockwait(pthread_cond_t*, pthread_mutex_t*, clockid_t, const struct timespec*);
// Only named by a template of libstdc++ that nothing uses.
extern "C" int pthread_mutex_clocklock(pthread_mutex_t*, clockid_t, const struct timespec*);
