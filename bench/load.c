// A crowd of processes to look at, all children of this one: crowd idle=95 busy=5 burn=500 churn=1 threads=0
//   idle     sleep for ever, each with so many more threads
//   busy     wake every 0.2 s and use about `burn` microseconds of CPU
//   churn    start ten short-lived children a second, each
// Says "ready" and the PIDs of all in one line once every idle one is asleep. "check" on standard input is answered by
// "alive N", or by the end with status 1 when one is missing. The end of standard input, or of the parent, ends them all.
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WAKE_MILLISECONDS = 200, CHURN_MILLISECONDS = 100, LIFE_MILLISECONDS = 30, PATIENCE_MILLISECONDS = 30000 };

static long idle = 0, busy = 0, burn = 500, churn = 0, threads = 0;
static pid_t *pids;
static long started = 0;

static void pass(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

static double used_microseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void *sleep_for_ever(void *nothing) {
  for (;;) pause();
  return nothing;
}

static void be_idle(long number) {
  (void)number;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  pthread_t thread;
  for (long each = 0; each < threads; each++) {
    if (pthread_create(&thread, &small, sleep_for_ever, NULL) != 0) _exit(1);
  }
  sleep_for_ever(NULL);
}

static void be_busy(long number) {
  unsigned random = (unsigned)number + 1;
  pass(number * WAKE_MILLISECONDS / busy);
  for (;;) {
    // Between half and one and a half times, so that the figures on a screen change.
    const double end = used_microseconds() + burn * (0.5 + rand_r(&random) / (double)RAND_MAX);
    while (used_microseconds() < end) {
    }
    pass(WAKE_MILLISECONDS);
  }
}

static void be_churning(long number) {
  pass(number * CHURN_MILLISECONDS / churn);
  for (;;) {
    const pid_t child = fork();
    if (child == 0) {
      pass(LIFE_MILLISECONDS);
      _exit(0);
    }
    pass(CHURN_MILLISECONDS);
    if (child > 0) waitpid(child, NULL, 0);
  }
}

static void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
}

static void end_all(int status) {
  for (long each = 0; each < started; each++) kill(pids[each], SIGKILL);
  while (wait(NULL) > 0) {
  }
  exit(status);
}

static void start(const char *name, void (*life)(long), long count) {
  const pid_t parent = getpid();
  for (long number = 0; number < count; number++) {
    const pid_t pid = fork();
    if (pid < 0) {
      perror("crowd: fork");
      end_all(1);
    }
    if (pid == 0) {
      die_with(parent);
      prctl(PR_SET_NAME, name);
      close(STDIN_FILENO);
      life(number);
    }
    pids[started++] = pid;
  }
}

static char state_of(pid_t pid) {
  char path[32], text[256];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 'X';
  const size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = '\0';
  const char *end = strrchr(text, ')');
  return end == NULL ? 'X' : end[2];
}

// Idle ones come first in the list. Returns how many are not as they should be.
static long count_wrong(void) {
  long wrong = 0;
  for (long each = 0; each < started; each++) {
    const char state = state_of(pids[each]);
    if (each < idle ? state != 'S' : strchr("ZX", state) != NULL) wrong++;
  }
  return wrong;
}

static void wait_until_asleep(void) {
  long waited = 0;
  while (count_wrong() > 0) {
    if ((waited += 50) > PATIENCE_MILLISECONDS) {
      fprintf(stderr, "crowd: %ld of %ld children do not live\n", count_wrong(), started);
      end_all(1);
    }
    pass(50);
  }
}

static void read_arguments(int count, char **arguments) {
  for (int each = 1; each < count; each++) {
    const char *text = arguments[each];
    if (sscanf(text, "idle=%ld", &idle) + sscanf(text, "busy=%ld", &busy) + sscanf(text, "burn=%ld", &burn) +
            sscanf(text, "churn=%ld", &churn) + sscanf(text, "threads=%ld", &threads) !=
        1) {
      fprintf(stderr, "crowd: what is %s?\n", text);
      exit(2);
    }
  }
}

int main(int count, char **arguments) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  read_arguments(count, arguments);
  pids = calloc(idle + busy + churn + 1, sizeof *pids);
  start("crowd-idle", be_idle, idle);
  start("crowd-busy", be_busy, busy);
  start("crowd-churn", be_churning, churn);
  wait_until_asleep();
  printf("ready");
  for (long each = 0; each < started; each++) printf(" %d", pids[each]);
  printf("\n");
  fflush(stdout);
  char line[64];
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (count_wrong() > 0) {
      fprintf(stderr, "crowd: %ld of %ld children are gone\n", count_wrong(), started);
      end_all(1);
    }
    printf("alive %ld\n", started);
    fflush(stdout);
  }
  end_all(0);
}
