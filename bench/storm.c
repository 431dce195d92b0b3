// Makes so many processes that end at once, one after the other, `pause` microseconds apart, for each line of input: answers
// with the nanoseconds that one took, without the pauses.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000L + at.tv_nsec;
}

int main(int argc, char** argv) {
  const int count = argc > 1 ? atoi(argv[1]) : 10000;
  const int pause = argc > 2 ? atoi(argv[2]) : 0;
  char line[16];
  while (fgets(line, sizeof line, stdin) != NULL) {
    long taken = 0;
    for (int made = 0; made < count; ++made) {
      const long begin = now();
      const pid_t pid = vfork();
      if (pid < 0) return 1;
      if (pid == 0) _exit(made & 0xff);
      if (waitpid(pid, NULL, 0) != pid) return 1;
      taken += now() - begin;
      if (pause > 0) usleep((useconds_t)pause);
    }
    printf("%ld\n", taken / count);
    fflush(stdout);
  }
  return 0;
}
