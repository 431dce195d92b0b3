#include "abilities.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "../process/cpu_clock.h"
#include "../process/open_file_count.h"
#include "../process/own_proc.h"
#include "../process/pidfd.h"
#include "../proc/fields.h"
#include "../proc/mounts.h"
#include "../proc/process_stat.h"
#include "../proc/system_files.h"
#include "../proc/system_stat.h"

namespace ntop {

namespace {

constexpr size_t kMostHeldFiles = 1024;
constexpr size_t kMostMountBytes = 4u << 20;
constexpr int32_t kNoPid = 0x7ffffff0;  // the kernel assigns none above 4194304
constexpr int64_t kNanosecondsPerSecond = 1000000000;

std::optional<proc::ProcessStat> readStat(int proc, int32_t pid, std::string& text) {
  if (readRecord(proc, (std::to_string(pid) + "/stat").c_str(), text) != 0) return {};
  return proc::parseProcessStat(text);
}

std::optional<int32_t> readLastPid(int proc) {
  const UniqueFd file = openFile(proc, "loadavg");
  std::string text;
  // lxcfs replaces its numbers.
  if (!file || !isOnProc(file.get()) || readOpenRecord(file, text) != 0) return {};
  return proc::parseLastPid(text);
}

bool countsForks(int proc) {
  const UniqueFd file = openFile(proc, "stat");
  std::string text;
  if (!file || !isOnProc(file.get()) || readOpen(file, text, kMostMountBytes) != 0) return false;
  return proc::parseSystemStat(text).forks.has_value();
}

// What a thread of ntop sees: its ID, and the last assigned PID at that time. It stays until it is released.
struct ThreadTrial {
  int proc;
  int32_t id = 0;
  std::optional<int32_t> lastPid;
  pthread_barrier_t barrier{};
};

void* runTrial(void* pointer) {
  auto* trial = static_cast<ThreadTrial*>(pointer);
  trial->id = static_cast<int32_t>(syscall(SYS_gettid));
  trial->lastPid = readLastPid(trial->proc);
  pthread_barrier_wait(&trial->barrier);
  pthread_barrier_wait(&trial->barrier);
  return nullptr;
}

// The result of reading the clock of the thread's ID from another thread: 0 or an errno. Negative without a thread.
int tryThread(ThreadTrial& trial) {
  pthread_t thread{};
  pthread_barrier_init(&trial.barrier, nullptr, 2);
  const bool made = pthread_create(&thread, nullptr, runTrial, &trial) == 0;
  int error = -1;
  if (made) {
    int64_t nanoseconds = 0;
    pthread_barrier_wait(&trial.barrier);
    error = readCpuClock(trial.id, nanoseconds);
    pthread_barrier_wait(&trial.barrier);
    pthread_join(thread, nullptr);
  }
  pthread_barrier_destroy(&trial.barrier);
  return error;
}

// A thread gets its ID from the same counter as a process, but reading its clock must fail.
std::string whyNoCursor(int proc, bool hasClocks, bool hidesPids) {
  if (!hasClocks) return "needs CPU clocks";
  if (hidesPids) return "mounted with hidepid: only a listing shows the visible processes";
  if (!countsForks(proc)) return "/proc/stat is missing or not the kernel's own";
  const auto before = readLastPid(proc);
  if (!before) return "/proc/loadavg is missing or not the kernel's own";
  ThreadTrial trial{proc, 0, {}, {}};
  const int clockError = tryThread(trial);
  if (clockError < 0) return "no thread could be created for the test";
  if (clockError != EINVAL) return "the clock of a thread can be read as if it were a process";
  // If PIDs have just wrapped around, nothing can be concluded.
  const bool wrapped = trial.lastPid && *trial.lastPid < *before;
  const bool passed = trial.lastPid && trial.id > *before && trial.id <= *trial.lastPid;
  return passed || wrapped ? "" : "/proc/loadavg does not contain the last PID";
}

bool canOpenSocketDiagnosis() {
  constexpr int kSocketDiagnosis = 4;  // NETLINK_SOCK_DIAG
  return static_cast<bool>(UniqueFd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, kSocketDiagnosis)));
}

size_t heldFilesFor(const rlimit& limit) {
  return limit.rlim_cur == RLIM_INFINITY ? kMostHeldFiles : std::min<size_t>(kMostHeldFiles, limit.rlim_cur / 4);
}

const char* yesOrNo(bool yes) { return yes ? "yes" : "no"; }

std::string whatSignalsReach(const UniqueFd& pidfd) {
  const int error = signalPidfd(pidfd.get(), 0);
  if (error == 0) return "signals reach only the right process";
  return std::string("signals use the PID, checked before and after: ") + std::strerror(error);
}

}  // namespace

std::string whyNoClocks(int proc) {
  int64_t before = 0;
  int64_t after = 0;
  std::string text;
  const int32_t pid = getppid() > 0 && readStat(proc, getppid(), text) ? getppid() : getpid();
  int error = readCpuClock(pid, before);
  if (error != 0) return std::string("the clock of another process: ") + std::strerror(error);
  const auto stat = readStat(proc, pid, text);
  if (!stat || readCpuClock(pid, after) != 0) return "no other process can be read";
  const int64_t tick = kNanosecondsPerSecond / sysconf(_SC_CLK_TCK);
  const int64_t ticks = static_cast<int64_t>(stat->userTicks + stat->systemTicks) * tick;
  // Both parts of stat are cut to whole ticks, and some kernels count them apart from the clock.
  const int64_t tolerance = 2 * tick + after / 20;
  if (ticks < before - tolerance || ticks > after + tolerance) return "CPU clocks and /proc/PID/stat disagree";
  error = readCpuClock(kNoPid, after);
  return error == EINVAL ? "" : "the clock of an unused PID can be read";
}

Abilities tryAbilities(int proc, const std::string& procRoot, bool plain) {
  Abilities abilities;
  const std::string foreign = whyForeign(proc, procRoot);
  abilities.isOwnProc = foreign.empty();
  std::string mounts;
  if (abilities.isOwnProc) readFile(proc, "self/mountinfo", mounts, kMostMountBytes);
  const std::string hidepid(proc::parseHidepid(mounts, "/proc"));

  const std::string refused = plain ? "NTOP_ENGINE=plain" : foreign;
  const std::string noClocks = refused.empty() ? whyNoClocks(proc) : refused;
  abilities.hasCpuClocks = noClocks.empty();
  const std::string noCursor =
      refused.empty() ? whyNoCursor(proc, abilities.hasCpuClocks, !hidepid.empty()) : refused;
  abilities.hasForkCursor = noCursor.empty();

  const UniqueFd pidfd = openPidfd(getpid());
  const std::string noPidfd = pidfd ? "" : std::strerror(errno);
  const bool hasInodes = pidfd && pidfdInode(pidfd) != 0;
  abilities.hasPidfdInodes = abilities.isOwnProc && hasInodes;

  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  abilities.mostHeldFiles = abilities.hasCpuClocks ? heldFilesFor(limit) : 0;
  abilities.countsOpenFiles = isOnProc(proc) && sizeIsCount(proc);

  abilities.list = {
      {"what is read", abilities.hasCpuClocks ? "what ran" : "everything",
       abilities.hasCpuClocks ? "the CPU clock of a process shows whether it ran since the last sample" : noClocks},
      {"new processes", abilities.hasForkCursor ? "fork counter" : "listing",
       abilities.hasForkCursor ? "reads only PIDs assigned since; a listing every 30 samples" : noCursor},
      {"held files", std::to_string(abilities.mostHeldFiles),
       abilities.mostHeldFiles > 0 ? "at most, for processes that run often; a quarter of RLIMIT_NOFILE"
                                   : "without CPU clocks it is unknown which processes run often"},
      {"pidfd", yesOrNo(static_cast<bool>(pidfd)), pidfd ? whatSignalsReach(pidfd) : noPidfd},
      {"pidfd inode", yesOrNo(abilities.hasPidfdInodes),
       abilities.hasPidfdInodes ? "identifies PIDs that were reused within one tick"
       : hasInodes              ? foreign
                                : "needs Linux 6.9 or newer"},
      {"hidepid", hidepid.empty() ? "no" : hidepid,
       hidepid.empty() ? "all processes are visible" : "processes of other users are hidden"},
      {"count of open files", yesOrNo(abilities.countsOpenFiles), "the size of /proc/PID/fd; needs Linux 6.2 or newer"},
      {"socket diagnosis", yesOrNo(canOpenSocketDiagnosis()), "a netlink socket of sock_diag(7)"},
  };
  return abilities;
}

}  // namespace ntop
