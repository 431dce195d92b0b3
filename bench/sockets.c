// A load of TCP sockets for bench/net.mjs: `sockets=N processes=N`. Each process has its share of both ends of
// connections over loopback, and one listener. Says "ready SOCKETS" once all of them are open, answers "check" with
// how many are established still, and ends with its input.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_PROCESSES = 64, BACKLOG = 128 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int listen_anywhere(struct sockaddr_in *address) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  socklen_t size = sizeof *address;
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (listener < 0 || bind(listener, (struct sockaddr *)address, size) != 0) fail("bind");
  if (listen(listener, BACKLOG) != 0 || getsockname(listener, (struct sockaddr *)address, &size) != 0) fail("listen");
  return listener;
}

/* Its own process from here on; it ends with the load. */
static void hold(int connections, int ready) {
  struct sockaddr_in address;
  int listener = listen_anywhere(&address);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int made = 0; made < connections; made++) {
    int client = socket(AF_INET, SOCK_STREAM, 0);
    if (client < 0 || connect(client, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    if (accept(listener, NULL, NULL) < 0) fail("accept");
  }
  if (write(ready, "r", 1) != 1) fail("write");
  for (;;) pause();
}

static int number_of(int argc, char **argv, const char *name) {
  size_t length = strlen(name);
  for (int at = 1; at < argc; at++) {
    if (strncmp(argv[at], name, length) == 0 && argv[at][length] == '=') return atoi(argv[at] + length + 1);
  }
  return 0;
}

int main(int argc, char **argv) {
  int sockets = number_of(argc, argv, "sockets"), processes = number_of(argc, argv, "processes");
  struct rlimit files;
  int ready[2];
  pid_t children[MOST_PROCESSES];
  char line[64];
  if (sockets < 2 || processes < 1 || processes > MOST_PROCESSES || pipe(ready) != 0) return 2;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  for (int at = 0; at < processes; at++) {
    children[at] = fork();
    if (children[at] == 0) hold(sockets / 2 / processes, ready[1]);
  }
  for (int at = 0; at < processes; at++) {
    if (read(ready[0], line, 1) != 1) fail("read");
  }
  printf("ready %d\n", sockets / 2 / processes * processes * 2);
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    int alive = 0;
    for (int at = 0; at < processes; at++) alive += waitpid(children[at], NULL, WNOHANG) == 0;
    printf("alive %d\n", alive);
    fflush(stdout);
  }
  for (int at = 0; at < processes; at++) kill(children[at], SIGKILL);
  return 0;
}
