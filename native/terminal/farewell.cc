#include "farewell.h"

#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>

namespace ntop {

namespace {

constexpr int kPatienceMilliseconds = 200;

// What the handler needs. It is changed only while `kept` is false.
std::atomic<bool> kept{false};
int outputFd = -1;
int inputFd = -1;
bool hasModes = false;
termios modes;
char text[512];
size_t textBytes = 0;

// V8 answers faults of WebAssembly by SIGSEGV.
struct sigaction segvBefore;

// Only what is allowed in a handler. A shell that has taken the terminal meanwhile keeps it as it is.
void sayFarewell() {
  if (!kept.exchange(false)) return;
  const pid_t foreground = tcgetpgrp(outputFd);
  if (foreground >= 0 && foreground != getpgrp()) return;
  // A terminal that accepts no output must not keep the program.
  pollfd ready{outputFd, POLLOUT, 0};
  if (poll(&ready, 1, kPatienceMilliseconds) == 1 && (ready.revents & POLLOUT) != 0) {
    if (write(outputFd, text, textBytes) < 0) return;
  }
  if (hasModes) tcsetattr(inputFd, TCSANOW, &modes);
}

// Of the signal itself, so that a shell sees what happened. The first process of a container survives what it raises.
void endBy(int number) {
  signal(number, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  raise(number);
  _exit(128 + number);
}

void onDeadly(int number) {
  sayFarewell();
  endBy(number);
}

// What V8 has answered goes on; else it has put the default in its place.
void onFault(int number, siginfo_t* info, void* context) {
  if ((segvBefore.sa_flags & SA_SIGINFO) != 0) {
    segvBefore.sa_sigaction(number, info, context);
    struct sigaction now;
    if (sigaction(number, nullptr, &now) == 0 && now.sa_sigaction == onFault) return;
  }
  sayFarewell();
  endBy(number);
}

// Those whose default is to end the program, but for SIGKILL.
bool isDeadly(int number) {
  switch (number) {
    case SIGKILL:
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGCONT:
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
      return false;
    default:
      return number <= SIGSYS || (number >= SIGRTMIN && number <= SIGRTMAX);
  }
}

void handle(int number) {
  struct sigaction before;
  if (sigaction(number, nullptr, &before) != 0) return;
  struct sigaction action{};
  sigfillset(&action.sa_mask);
  if (number == SIGSEGV && (before.sa_flags & SA_SIGINFO) != 0) {
    if (before.sa_sigaction == onFault) return;
    segvBefore = before;
    action.sa_sigaction = onFault;
    action.sa_flags = before.sa_flags;
  } else if (before.sa_handler == SIG_DFL) {
    action.sa_handler = onDeadly;
    action.sa_flags = SA_RESTART;
  } else {
    return;
  }
  sigaction(number, &action, nullptr);
}

}  // namespace

void keepFarewell(int input, int output, const std::string& farewell) {
  kept = false;
  inputFd = input;
  outputFd = output;
  hasModes = tcgetattr(input, &modes) == 0;
  textBytes = std::min(farewell.size(), sizeof text);
  std::memcpy(text, farewell.data(), textBytes);
  kept = true;
  for (int number = 1; number <= SIGRTMAX; ++number) {
    if (isDeadly(number)) handle(number);
  }
}

void forgetFarewell() { kept = false; }

void endNow(int status) { _exit(status); }

}  // namespace ntop
