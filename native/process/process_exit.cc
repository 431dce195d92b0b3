#include "process_exit.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdint>

#include "pidfd.h"

namespace ntop {

namespace {

constexpr auto kPidfdType = static_cast<idtype_t>(3);  // P_PIDFD

// struct pidfd_info of linux/pidfd.h, in its first size.
struct PidfdInfo {
  uint64_t mask = 0;
  uint64_t cgroup = 0;
  uint32_t ids[11] = {};
  int32_t exitStatus = 0;
};
static_assert(sizeof(PidfdInfo) == 64);
constexpr uint64_t kExitInfo = 1u << 3;
constexpr unsigned long kGetInfo = _IOWR(0xFF, 11, PidfdInfo);

bool isReadable(int pidfd) {
  pollfd waiting{pidfd, POLLIN, 0};
  return poll(&waiting, 1, 0) > 0 && (waiting.revents & (POLLIN | POLLHUP)) != 0;
}

// Other processes' children are an error to waitid(2), as those of ours are that were reaped.
void askAsParent(int pidfd, Exit& exit) {
  siginfo_t info{};
  exit.own = waitid(kPidfdType, static_cast<id_t>(pidfd), &info, WEXITED | WNOHANG | WNOWAIT) == 0;
  if (!exit.own || info.si_pid == 0) return;
  exit.code = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
}

std::optional<int> codeOfReaped(int pidfd) {
  PidfdInfo info;
  info.mask = kExitInfo;
  if (ioctl(pidfd, kGetInfo, &info) != 0 || (info.mask & kExitInfo) == 0) return {};
  const int status = info.exitStatus;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Exit exitOf(int pidfd) {
  Exit exit;
  exit.ended = isReadable(pidfd);
  askAsParent(pidfd, exit);
  if (!exit.ended) return exit;
  exit.reaped = !exit.code && askPidfd(pidfd) == ESRCH;
  if (exit.reaped) exit.code = codeOfReaped(pidfd);
  return exit;
}

}  // namespace ntop
