#include "detail.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "executable.h"
#include "proc/process_files.h"
#include "proc/process_stat.h"

namespace ntop {

namespace {

constexpr size_t kMostTextBytes = 2u << 20;
constexpr size_t kMostEntries = 4096;
constexpr size_t kMostAffinityWords = 8192;
constexpr size_t kWordBits = 8 * sizeof(unsigned long);
constexpr int kIoPriorityOfProcess = 1;
constexpr int kIoClassShift = 13;

Outcome outcomeOf(int error) { return {error, error == ESRCH || error == ENOENT}; }

// Fails with ESRCH once the process is reaped, whoever has its PID then.
Outcome checkStart(int process, const Identity& identity) {
  std::string text;
  const int error = readRecord(process, "stat", text);
  if (error != 0) return outcomeOf(error);
  const auto stat = proc::parseProcessStat(text);
  if (!stat) return {EIO, false};
  return stat->startTicks == identity.startTicks ? Outcome{} : Outcome{ESRCH, true};
}

Part<std::vector<std::string>> readList(int process, const char* file) {
  Part<std::vector<std::string>> part;
  std::string text;
  part.error = readFile(process, file, text, kMostTextBytes);
  for (const std::string_view item : proc::splitAtNul(text)) part.value.emplace_back(item);
  return part;
}

Part<std::string> readTarget(int process, const char* link) {
  Part<std::string> part;
  part.error = readLink(process, link, part.value);
  return part;
}

Part<std::string> readCgroup(int process) {
  Part<std::string> part;
  std::string text;
  part.error = readFile(process, "cgroup", text, kMostTextBytes);
  part.value = proc::parseCgroup(text);
  return part;
}

Part<std::vector<LimitText>> readLimits(int process) {
  Part<std::vector<LimitText>> part;
  std::string text;
  part.error = readFile(process, "limits", text, kMostTextBytes);
  for (const proc::Limit& limit : proc::parseLimits(text)) {
    part.value.push_back(
        {std::string(limit.name), std::string(limit.soft), std::string(limit.hard), std::string(limit.unit)});
  }
  return part;
}

Part<std::vector<ThreadLine>> readThreads(int process) {
  Part<std::vector<ThreadLine>> part;
  const UniqueFd tasks = openDirectory(process, "task");
  std::vector<int32_t> ids;
  part.error = tasks ? listNumbers(tasks.get(), ids, kMostEntries) : errno;
  const auto ticksPerSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  std::string text;
  for (const int32_t id : ids) {
    if (readRecord(tasks.get(), (std::to_string(id) + "/stat").c_str(), text) != 0) continue;
    const auto stat = proc::parseProcessStat(text);
    if (!stat) continue;
    const double cpuSeconds = static_cast<double>(stat->userTicks + stat->systemTicks) / ticksPerSecond;
    part.value.push_back({id, std::string(stat->name), stat->state, cpuSeconds});
  }
  return part;
}

Part<std::vector<int>> readAffinity(int32_t pid) {
  Part<std::vector<int>> part;
  // The kernel refuses a mask that is smaller than its own.
  for (size_t words = 16; words <= kMostAffinityWords; words *= 2) {
    std::vector<unsigned long> mask(words);
    const long got = syscall(SYS_sched_getaffinity, pid, words * sizeof mask[0], mask.data());
    part.error = got < 0 ? errno : 0;
    if (part.error == EINVAL) continue;
    for (size_t cpu = 0; cpu < words * kWordBits; ++cpu) {
      if ((mask[cpu / kWordBits] >> (cpu % kWordBits) & 1) != 0) part.value.push_back(static_cast<int>(cpu));
    }
    break;
  }
  return part;
}

Part<IoPriority> readIoPriority(int32_t pid) {
  Part<IoPriority> part;
  const long priority = syscall(SYS_ioprio_get, kIoPriorityOfProcess, pid);
  part.error = priority < 0 ? errno : 0;
  if (priority >= 0) {
    part.value.ioClass = static_cast<int>(priority >> kIoClassShift & 7);
    part.value.level = static_cast<int>(priority & 7);
  }
  return part;
}

void readFiles(int process, Detail& detail) {
  detail.commandLine = readList(process, "cmdline");
  const Executable executable = readExecutable(process);
  detail.executable = {executable.error, executable.path};
  detail.executableDeleted = executable.deleted;
  detail.workingDirectory = readTarget(process, "cwd");
  detail.root = readTarget(process, "root");
  detail.cgroup = readCgroup(process);
  detail.environment = readList(process, "environ");
  detail.openFiles.error = readOpenFiles(process, kMostEntries, detail.openFiles.value);
  detail.limits = readLimits(process);
  detail.threads = readThreads(process);
}

}  // namespace

Outcome readDetail(const std::string& procRoot, const Identity& identity, Detail& detail) {
  const bool isRealProc = procRoot == "/proc";
  const UniqueFd process = openDirectory(AT_FDCWD, (procRoot + "/" + std::to_string(identity.pid)).c_str());
  if (!process) return outcomeOf(errno);
  // Opened while the directory is, so that finding the process alive below proves that both are of the same one.
  const UniqueFd pidfd = isRealProc && identity.pidfdInode != 0 ? openPidfd(identity.pid) : UniqueFd();
  const uint64_t inode = pidfd ? pidfdInode(pidfd) : 0;
  if (inode != 0 && inode != identity.pidfdInode) return {ESRCH, true};
  const Outcome before = checkStart(process.get(), identity);
  if (before.error != 0) return before;

  readFiles(process.get(), detail);
  // These ask by PID, of which a made up /proc says nothing.
  detail.affinity = isRealProc ? readAffinity(identity.pid) : Part<std::vector<int>>{ENOSYS, {}};
  detail.ioPriority = isRealProc ? readIoPriority(identity.pid) : Part<IoPriority>{ENOSYS, {}};
  const Outcome after = checkStart(process.get(), identity);
  return after.gone ? after : Outcome{};
}

}  // namespace ntop
