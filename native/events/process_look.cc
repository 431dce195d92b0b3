#include "process_look.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

#include "../proc/process_files.h"
#include "../proc/process_stat.h"
#include "../process/pidfd.h"
#include "../process/process_exit.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

namespace ntop {

namespace {

// A ring full of the longest has some 16 MB.
constexpr size_t kMostCommandBytes = 4096;
constexpr size_t kMostCgroupBytes = 64u << 10;

SharedText share(std::string_view text) { return std::make_shared<const std::string>(text); }

// Arguments that end with NUL; the last one that there is room for is cut with a sign.
SharedText shareCommand(std::string& text) {
  if (text.size() >= kMostCommandBytes) text += "\u2026";
  if (text.back() != '\0') text += '\0';
  return share(text);
}

bool hasEndedBy(const proc::ProcessStat& stat) { return stat.state == 'Z' || stat.state == 'X' || stat.state == 'x'; }

// Of the process with this PID, never of a thread with this number.
UniqueFd openProcess(int32_t pid) { return UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0u))); }

}  // namespace

uint64_t monotonicNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
}

ProcessLook lookAtProcess(int32_t pid, bool whole, std::string& text) {
  ProcessLook look;
  const UniqueFd directory = openDirectory(AT_FDCWD, ("/proc/" + std::to_string(pid)).c_str());
  if (!directory) return look;
  // First what goes first: the memory with the arguments.
  if (whole && readFile(directory.get(), "cmdline", text, kMostCommandBytes, End::kShortRead) == 0 && !text.empty()) {
    look.command = shareCommand(text);
  }
  if (whole && readFile(directory.get(), "cgroup", text, kMostCgroupBytes) == 0) {
    const std::string_view path = proc::parseCgroup(text);
    if (!path.empty()) look.cgroup = share(path);
  }
  const UniqueFd pidfd = openProcess(pid);
  struct stat file {};
  if (fstat(directory.get(), &file) == 0) look.uid = file.st_uid;
  // Read after the pidfd was opened: the PID was still that of the directory then.
  if (readRecord(directory.get(), "stat", text) == 0) {
    const auto stat = proc::parseProcessStat(text);
    if (stat) {
      look.found = true;
      look.hasEnded = hasEndedBy(*stat);
      look.isKernel = (stat->flags & proc::kKernelThread) != 0;
      look.threads = stat->threads;
      look.startTicks = static_cast<double>(stat->startTicks);
      if (stat->ppid > 0) look.parentPid = stat->ppid;
      look.name = share(stat->name);
      if (pidfd) look.pidfdInode = ntop::pidfdInode(pidfd);
    }
  }
  look.doneNanoseconds = monotonicNanoseconds();
  return look;
}

ProcessEyes::Standing ProcessLooker::standing(int32_t pid) {
  Standing standing;
  standing.pidfd = openProcess(pid);
  if (standing.pidfd) {
    standing.hasEnded = hasEnded(standing.pidfd);
    return standing;
  }
  // The PID is that of no process, or by now that of a thread.
  if (errno == ESRCH || errno == EINVAL || errno == ENOENT) return standing;
  return standingByFile(pid);
}

bool ProcessLooker::hasEnded(const UniqueFd& pidfd) {
  pollfd waiting{pidfd.get(), POLLIN, 0};
  return poll(&waiting, 1, 0) > 0;
}

// Before Linux 5.3 there are no pidfds; and there may be no descriptor left for one.
ProcessEyes::Standing ProcessLooker::standingByFile(int32_t pid) {
  Standing standing;
  if (readRecord(AT_FDCWD, ("/proc/" + std::to_string(pid) + "/stat").c_str(), text_) != 0) return standing;
  const auto stat = proc::parseProcessStat(text_);
  standing.hasEnded = !stat || (hasEndedBy(*stat) && stat->threads <= 1);
  return standing;
}

std::optional<uint32_t> ProcessLooker::waitStatus(const UniqueFd& pidfd) {
  if (!pidfd) return {};
  const Exit exit = exitOf(pidfd.get());
  if (!exit.code) return {};
  return static_cast<uint32_t>(*exit.code < 0 ? -*exit.code : *exit.code << 8);
}

}  // namespace ntop
