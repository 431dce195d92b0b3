// Makes processes that come, change and go in every way there is. Each line on standard input is a round, "FORKS SEED":
// so many processes that end at once, and among those that stay, births, deaths, orphans, zombies, other names, programs,
// titles, sessions, threads, nice values and states. Answers "done" when all of it has happened.
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr int kReports = 9;  // the descriptor that all report on
constexpr int kStepsARound = 40;
constexpr size_t kLeast = 60;
constexpr size_t kMost = 160;

enum Order { kRename, kExec, kRetitle, kLeaveSession, kStartThread, kBurn, kGrow, kFork, kExit, kOrders };

// What one that stays says when it has done as it was told; `child` is one that it made, or 0.
struct Report {
  pid_t child;
};

struct Sleeper {
  pid_t pid;
  bool stopped = false;
};

uint64_t state = 1;
char* title;
size_t titleLength;
const char* program;

unsigned pick(size_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return static_cast<unsigned>((state >> 33) % below);
}

void report(pid_t child = 0) {
  const Report said{child};
  if (write(kReports, &said, sizeof said) != sizeof said) _exit(1);
}

void* wait_(void*) {
  for (;;) pause();
}

void obey(int order);

bool isHeard() {
  pollfd reports{kReports, 0, 0};
  return poll(&reports, 1, 0) == 0;
}

// Until nobody is left to report to.
[[noreturn]] void sleepOn() {
  sigset_t orders;
  sigemptyset(&orders);
  sigaddset(&orders, SIGRTMIN);
  siginfo_t info;
  const timespec patience{300, 0};
  for (;;) {
    if (sigtimedwait(&orders, &info, &patience) == SIGRTMIN) {
      obey(info.si_value.sival_int);
    } else if (!isHeard()) {
      _exit(0);
    }
  }
}

pid_t makeSleeper() {
  const pid_t pid = fork();
  if (pid == 0) {
    close(kReports - 1);
    state ^= static_cast<uint64_t>(getpid()) << 20;
    sleepOn();
  }
  return pid;
}

void obey(int order) {
  char text[16];
  std::snprintf(text, sizeof text, "%c) R %u (", 'a' + static_cast<char>(pick(26)), pick(1000));
  pthread_t thread;
  switch (order) {
    case kRename:
      prctl(PR_SET_NAME, text);
      break;
    case kExec:
      execl(program, text, "sleep", nullptr);
      break;
    case kRetitle:
      std::memset(title, 'a' + static_cast<int>(pick(26)), titleLength);
      break;
    case kLeaveSession:
      setsid();
      break;
    case kStartThread:
      pthread_create(&thread, nullptr, wait_, nullptr);
      break;
    case kBurn:
      for (volatile int turn = 0; turn < 300000;) turn = turn + 1;
      break;
    case kGrow:
      std::memset(malloc(1 << 18), 1, 1 << 18);
      break;
    case kFork:
      return report(makeSleeper());
    case kExit:
      report();
      _exit(0);
  }
  report();
}

std::vector<Sleeper> sleepers;

// Waits for so many reports; one that was told to go on may have been killed instead, so not for ever.
void takeReports(int count) {
  pollfd reports{kReports - 1, POLLIN, 0};
  while (count-- > 0 && poll(&reports, 1, 2000) == 1) {
    Report said{};
    if (read(kReports - 1, &said, sizeof said) == sizeof said && said.child > 0) sleepers.push_back({said.child});
  }
}

void forget(size_t index) {
  sleepers[index] = sleepers.back();
  sleepers.pop_back();
}

int act(size_t index) {
  Sleeper& one = sleepers[index];
  const unsigned deed = pick(10);
  if (deed == 0 || sleepers.size() > kMost) {
    kill(one.pid, SIGKILL);
    forget(index);
  } else if (deed == 1) {
    kill(one.pid, one.stopped ? SIGCONT : SIGSTOP);
    one.stopped = !one.stopped;
  } else if (deed == 2) {
    setpriority(PRIO_PROCESS, static_cast<id_t>(one.pid), static_cast<int>(pick(20)));
  } else if (!one.stopped) {
    const int order = static_cast<int>(pick(kOrders));
    sigval value{};
    value.sival_int = order;
    const bool sent = sigqueue(one.pid, SIGRTMIN, value) == 0;
    if (!sent || order == kExit) forget(index);
    return sent ? 1 : 0;
  }
  return 0;
}

// Some stay zombies until a later round.
void bury(bool all) {
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
    if (!all && pick(4) == 0) return;
  }
}

void playRound(int forks) {
  for (int turn = 0; turn < forks; ++turn) {
    const pid_t pid = fork();
    if (pid == 0) _exit(0);
    if (pid < 0 || turn % 50 == 0) bury(true);
  }
  for (int step = 0; step < kStepsARound; ++step) {
    if (sleepers.size() < kLeast || pick(4) == 0) {
      const pid_t pid = makeSleeper();
      if (pid > 0) sleepers.push_back({pid});
    } else {
      takeReports(act(pick(sleepers.size())));
    }
  }
  bury(forks > 0);
}

}  // namespace

int main(int count, char** words) {
  program = "/proc/self/exe";
  title = words[0];
  titleLength = std::strlen(words[0]);
  sigset_t orders;
  sigemptyset(&orders);
  sigaddset(&orders, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &orders, nullptr);
  if (count > 1 && std::strcmp(words[1], "sleep") == 0) {
    state = static_cast<uint64_t>(getpid());
    report();
    sleepOn();
  }

  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int ends[2];
  if (pipe(ends) != 0 || dup2(ends[1], kReports) < 0 || dup2(ends[0], kReports - 1) < 0) return 1;
  close(ends[0]);
  close(ends[1]);
  int forks = 0;
  unsigned seed = 0;
  while (std::scanf("%d %u", &forks, &seed) == 2) {
    state = seed;
    playRound(forks);
    std::puts("done");
    std::fflush(stdout);
  }
  for (const Sleeper& one : sleepers) kill(one.pid, SIGKILL);
  return 0;
}
