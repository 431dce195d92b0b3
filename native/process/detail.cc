#include "detail.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "../io/aside.h"
#include "awaited.h"
#include "executable.h"
#include "own_proc.h"
#include "../proc/process_files.h"
#include "process_directory.h"

namespace ntop {

namespace {

constexpr size_t kMostTextBytes = 8u << 20;
// Of files, and of threads: all of a page is laid out for each frame.
constexpr size_t kMostEntries = 20000;
constexpr Patience kPatience{0.5, 1};

using TextList = Part<std::vector<std::string>>;

// Arguments and environment are in the process's memory, whose lock it may hold indefinitely.
TextList readList(int process, const Identity& identity, const char* file) {
  const auto read = [shared = shareFile(process), file = std::string(file)] {
    TextList part;
    std::string text;
    part.error = readFile(shared->get(), file.c_str(), text, kMostTextBytes);
    for (const std::string_view item : proc::splitAtNul(text)) part.value.emplace_back(item);
    return part;
  };
  const std::string waitsFor = memoryLockOf(identity.pid, identity.startTicks);
  return askAside<TextList>(read, waitsFor, kPatience).value_or(TextList{ETIMEDOUT, {}});
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

Part<std::vector<int>> affinityOf(int32_t pid) {
  Part<std::vector<int>> part;
  part.error = readAffinity(pid, part.value);
  return part;
}

Part<IoPriority> ioPriorityOf(int32_t pid) {
  Part<IoPriority> part;
  part.error = readIoPriority(pid, part.value);
  return part;
}

// `living` has what a first thread that has ended has given up.
void readFiles(int process, int living, const Identity& identity, Detail& detail) {
  detail.commandLine = readList(living, identity, "cmdline");
  const LinkedFile executable = readExecutable(living);
  detail.executable = {executable.error, executable.path};
  detail.executableDeleted = executable.deleted;
  detail.workingDirectory = readTarget(living, "cwd");
  detail.root = readTarget(living, "root");
  detail.cgroup = readCgroup(process);
  detail.environment = readList(living, identity, "environ");
  detail.openFiles.error = readOpenFiles(living, kMostEntries, detail.openFiles.value);
  detail.limits = readLimits(process);
  detail.threads.error = readThreads(process, kMostEntries, detail.threads.value);
}

}  // namespace

Outcome readDetail(const std::string& procRoot, const Identity& identity, Detail& detail) {
  const bool isRealProc = procRoot == "/proc" && isProcOurs();
  UniqueFd process;
  const int opened = openProcess(procRoot, identity, process);
  if (opened != 0) return outcomeOf(opened);
  const Outcome before = outcomeOf(proveByStart(process.get(), "stat", identity));
  if (before.error != 0) return before;

  const UniqueFd living = openLivingThread(process.get());
  readFiles(process.get(), living ? living.get() : process.get(), identity, detail);
  // These calls use the PID, which a made-up /proc, or one of another PID namespace, does not have.
  detail.affinity = isRealProc ? affinityOf(identity.pid) : Part<std::vector<int>>{ENOSYS, {}};
  detail.ioPriority = isRealProc ? ioPriorityOf(identity.pid) : Part<IoPriority>{ENOSYS, {}};
  const Outcome after = outcomeOf(proveByStart(process.get(), "stat", identity));
  return after.gone ? after : Outcome{};
}

}  // namespace ntop
