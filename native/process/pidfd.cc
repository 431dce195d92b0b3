#include "pidfd.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "../io/file.h"
#include "../io/syscalls.h"
#include "../proc/fields.h"

// Their numbers are the same on every architecture but alpha.
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

namespace ntop {

namespace {

constexpr unsigned kPidfdThread = O_EXCL;
constexpr unsigned kSignalThreadGroup = 1u << 1;
constexpr long kPidfsMagic = 0x50494446;

bool isOnPidfs(const UniqueFd& pidfd) {
  struct statfs system {};
  countSyscalls();
  return fstatfs(pidfd.get(), &system) == 0 && static_cast<long>(system.f_type) == kPidfsMagic;
}

// The same without a signal: a process that has not ended was not reaped, and the others' PID is -1 once they are.
int askQuietly(int pidfd) {
  pollfd waiting{pidfd, POLLIN, 0};
  countSyscalls();
  const int ready = poll(&waiting, 1, 0);
  if (ready <= 0) return ready == 0 ? 0 : errno;
  std::string text;
  const int error = readRecord(AT_FDCWD, ("/proc/self/fdinfo/" + std::to_string(pidfd)).c_str(), text);
  if (error != 0) return error;
  std::string_view rest = text;
  std::string_view line;
  while (proc::nextLine(rest, line)) {
    if (proc::startsWith(line, "Pid:")) return proc::Fields(line.substr(4)).word() == "-1" ? ESRCH : 0;
  }
  return EIO;
}

}  // namespace

UniqueFd openPidfd(int32_t pid) {
  countSyscalls();
  const long process = syscall(SYS_pidfd_open, pid, 0u);
  if (process >= 0) return UniqueFd(static_cast<int>(process));
  // What the kernel says of a thread that leads no process, by its age.
  if (errno != EINVAL && errno != ENOENT) return UniqueFd();
  return UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, kPidfdThread)));
}

uint64_t pidfdInode(const UniqueFd& pidfd) {
  // All pidfds of a kernel are alike in this.
  static const bool areNumbered = isOnPidfs(pidfd);
  if (!areNumbered) return 0;
  struct stat file {};
  countSyscalls();
  return fstat(pidfd.get(), &file) == 0 ? file.st_ino : 0;
}

int askPidfd(int pidfd) {
  countSyscalls();
  if (syscall(SYS_pidfd_send_signal, pidfd, 0, nullptr, 0u) == 0) return 0;
  // Any other refusal, by the kernel or a sandbox, says nothing about the process.
  return errno == ESRCH ? ESRCH : askQuietly(pidfd);
}

int signalPidfd(int pidfd, int signal) {
  if (syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, kSignalThreadGroup) == 0) return 0;
  if (errno != EINVAL) return errno;
  // Before Linux 6.9 there are no flags, and only processes have pidfds.
  return syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0u) == 0 ? 0 : errno;
}

}  // namespace ntop
