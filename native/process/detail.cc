#include "detail.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "executable.h"
#include "own_proc.h"
#include "../proc/process_files.h"
#include "process_directory.h"

namespace ntop {

namespace {

constexpr size_t kMostTextBytes = 2u << 20;
constexpr size_t kMostEntries = 4096;

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

void readFiles(int process, Detail& detail) {
  detail.commandLine = readList(process, "cmdline");
  const LinkedFile executable = readExecutable(process);
  detail.executable = {executable.error, executable.path};
  detail.executableDeleted = executable.deleted;
  detail.workingDirectory = readTarget(process, "cwd");
  detail.root = readTarget(process, "root");
  detail.cgroup = readCgroup(process);
  detail.environment = readList(process, "environ");
  detail.openFiles.error = readOpenFiles(process, kMostEntries, detail.openFiles.value);
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

  readFiles(process.get(), detail);
  // These ask by PID, of which a made up /proc, or one of another PID namespace, says nothing.
  detail.affinity = isRealProc ? affinityOf(identity.pid) : Part<std::vector<int>>{ENOSYS, {}};
  detail.ioPriority = isRealProc ? ioPriorityOf(identity.pid) : Part<IoPriority>{ENOSYS, {}};
  const Outcome after = outcomeOf(proveByStart(process.get(), "stat", identity));
  return after.gone ? after : Outcome{};
}

}  // namespace ntop
