#include "wait_facts.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

#include "../io/aside.h"
#include "../io/clock.h"
#include "../io/file.h"
#include "../proc/process_files.h"
#include "../proc/wait_files.h"
#include "awaited.h"
#include "file_calls.h"
#include "own_proc.h"
#include "process_directory.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 64u << 10;
constexpr size_t kMostMountBytes = 16u << 20;
constexpr size_t kMostPathBytes = 4096;
constexpr Patience kPatience{0.2, 0.5};

// A call whose file is told by a path, which lies in the memory of the process.
struct Path {
  uint64_t address = 0;
  std::optional<int32_t> directory;  // none: the working directory
};

struct Answer {
  WaitFacts facts;
  std::optional<Path> path;
};

std::string taskDirectory(int32_t thread) { return "task/" + std::to_string(thread) + "/"; }

WaitPart<std::string> readChannel(int process, const std::string& task) {
  WaitPart<std::string> part;
  std::string text;
  part.error = readFile(process, (task + "wchan").c_str(), text, kMostBytes);
  part.value = proc::parseWaitChannel(text);
  // The kernel writes the same for a task that does not wait and for one of which it must not be known.
  if (part.error == 0 && part.value.empty()) part.error = ENODATA;
  return part;
}

WaitPart<std::vector<std::string>> readStack(int process, const std::string& task) {
  WaitPart<std::vector<std::string>> part;
  std::string text;
  part.error = readFile(process, (task + "stack").c_str(), text, kMostBytes);
  for (const std::string_view function : proc::parseStack(text)) part.value.emplace_back(function);
  return part;
}

void setMount(int process, int64_t mountId, WaitFacts& facts) {
  std::string text;
  if (readFile(process, "mountinfo", text, kMostMountBytes) != 0) return;
  const auto mount = proc::findMount(text, mountId);
  if (!mount) return;
  facts.mountPoint = mount->path;
  facts.fileSystem = mount->type;
  facts.deviceNumber = mount->deviceNumber;
}

std::optional<int64_t> mountOf(int directory, const std::string& fdinfo) {
  std::string text;
  if (readFile(directory, fdinfo.c_str(), text, kMostBytes) != 0) return {};
  return proc::parseFdInfo(text).mountId;
}

// A process with another kind of numbers has its stack in the first 4 GiB.
const FileCall* callOf(const proc::SystemCall& call) {
  return call.stackPointer > UINT32_MAX || sizeof(void*) == 4 ? findFileCall(call.number) : nullptr;
}

int32_t descriptorOf(uint64_t argument) { return static_cast<int32_t>(static_cast<uint32_t>(argument)); }

void readCall(int process, const std::string& task, Answer& answer) {
  WaitPart<std::string>& part = answer.facts.systemCall;
  std::string text;
  part.error = readFile(process, (task + "syscall").c_str(), text, kMostBytes);
  if (part.error != 0) return;
  const auto call = proc::parseSystemCall(text);
  if (!call) {
    part.error = ENODATA;
    return;
  }
  const FileCall* const known = callOf(*call);
  part.value = known == nullptr ? std::to_string(call->number) : known->name;
  if (known == nullptr) return;
  const auto argument = [&](int index) { return call->arguments[static_cast<size_t>(index)]; };
  if (known->path >= 0) {
    answer.path.emplace();
    answer.path->address = argument(known->path);
    const bool named = known->descriptor >= 0 && descriptorOf(argument(known->descriptor)) != AT_FDCWD;
    if (named) answer.path->directory = descriptorOf(argument(known->descriptor));
  } else if (known->descriptor >= 0) {
    const auto mount = mountOf(process, task + "fdinfo/" + std::to_string(descriptorOf(argument(known->descriptor))));
    if (mount) setMount(process, *mount, answer.facts);
  }
}

Answer readTask(const std::string& procRoot, const WaitQuestion& question) {
  Answer answer;
  UniqueFd process;
  const int opened = openProcess(procRoot, question.identity, process);
  answer.facts.outcome = outcomeOf(opened);
  if (opened != 0) return answer;
  const std::string task = taskDirectory(question.thread);
  answer.facts.waitChannel = readChannel(process.get(), task);
  answer.facts.stack = readStack(process.get(), task);
  readCall(process.get(), task, answer);
  uint64_t startTicks = 0;
  if (readStart(process.get(), "stat", startTicks) != 0) answer.facts.outcome = outcomeOf(ESRCH);
  return answer;
}

// Up to its NUL, page by page: what follows may not be mapped.
std::string readPath(int process, uint64_t address) {
  const UniqueFd memory = openFile(process, "mem");
  std::string path(kMostPathBytes, '\0');
  const size_t page = kMostPathBytes - address % kMostPathBytes;
  ssize_t got = memory ? pread(memory.get(), path.data(), page, static_cast<off_t>(address)) : -1;
  if (got <= 0) return {};
  if (std::memchr(path.data(), 0, static_cast<size_t>(got)) == nullptr && page < kMostPathBytes) {
    const ssize_t more = pread(memory.get(), path.data() + got, kMostPathBytes - page, static_cast<off_t>(address + page));
    if (more > 0) got += more;
  }
  const size_t end = path.substr(0, static_cast<size_t>(got)).find('\0');
  return end == std::string::npos ? std::string() : path.substr(0, end);
}

// Opens what a path names, or the directory that it is to be made in.
UniqueFd openNamed(int directory, std::string path) {
  UniqueFd file(openat(directory, path.c_str(), O_PATH | O_CLOEXEC | O_NOFOLLOW));
  if (file || errno != ENOENT) return file;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  return UniqueFd(openat(directory, parent.c_str(), O_PATH | O_CLOEXEC));
}

void followPath(const std::string& procRoot, const WaitQuestion& question, const Path& path, WaitFacts& facts) {
  UniqueFd process;
  if (openProcess(procRoot, question.identity, process) != 0) return;
  const std::string text = readPath(process.get(), path.address);
  if (text.empty()) return;
  const std::string place = text[0] == '/'  ? "root"
                            : path.directory ? "fd/" + std::to_string(*path.directory)
                                             : "cwd";
  const UniqueFd directory(openat(process.get(), (taskDirectory(question.thread) + place).c_str(), O_PATH | O_CLOEXEC));
  if (!directory) return;
  const UniqueFd file = openNamed(directory.get(), text[0] == '/' ? "." + text : text);
  if (!file) return;
  const auto mount = mountOf(AT_FDCWD, "/proc/self/fdinfo/" + std::to_string(file.get()));
  if (mount) setMount(process.get(), *mount, facts);
}

WaitFacts noAnswer() {
  WaitFacts facts;
  facts.outcome = {ETIMEDOUT, false, false};
  return facts;
}

// The mounts of those that wait for a path, each of which may keep silent.
void followPaths(const std::string& procRoot, const std::vector<WaitQuestion>& questions,
                 const std::vector<std::optional<Answer>>& answers, std::vector<WaitFacts>& found) {
  struct Open {
    size_t index;
    WaitQuestion question;
    Path path;
  };
  const auto open = std::make_shared<std::vector<Open>>();
  for (size_t index = 0; index < answers.size(); ++index) {
    if (answers[index] && answers[index]->path) open->push_back({index, questions[index], *answers[index]->path});
  }
  if (open->empty()) return;
  const auto ask = [procRoot, open](size_t index) {
    WaitFacts facts;
    followPath(procRoot, (*open)[index].question, (*open)[index].path, facts);
    return facts;
  };
  const auto waitsFor = [open](size_t index) {
    const Identity& identity = (*open)[index].question.identity;
    return "path of " + memoryLockOf(identity.pid, identity.startTicks);
  };
  const auto mounts = askAside<WaitFacts>(open->size(), ask, waitsFor, kPatience);
  for (size_t index = 0; index < mounts.size(); ++index) {
    if (!mounts[index]) continue;
    WaitFacts& facts = found[(*open)[index].index];
    facts.mountPoint = mounts[index]->mountPoint;
    facts.fileSystem = mounts[index]->fileSystem;
    facts.deviceNumber = mounts[index]->deviceNumber;
  }
}

}  // namespace

std::vector<WaitFacts> readWaitFacts(const std::string& procRoot, const std::vector<WaitQuestion>& questions,
                                     double mostSeconds) {
  const double end = secondsOn(CLOCK_MONOTONIC) + mostSeconds;
  const auto asked = std::make_shared<const std::vector<WaitQuestion>>(questions);
  const auto ask = [procRoot, asked, end](size_t index) -> Answer {
    if (index > 0 && secondsOn(CLOCK_MONOTONIC) > end) return {noAnswer(), {}};
    return readTask(procRoot, (*asked)[index]);
  };
  const auto waitsFor = [asked](size_t index) {
    const Identity& identity = (*asked)[index].identity;
    return taskLockOf(identity.pid, identity.startTicks);
  };
  const auto answers = askAside<Answer>(asked->size(), ask, waitsFor, kPatience);
  std::vector<WaitFacts> found;
  for (const auto& answer : answers) found.push_back(answer ? answer->facts : noAnswer());
  // In a made-up /proc there is no memory, and its numbers are not those of this kernel's mounts.
  if (isProcOurs() && procRoot == "/proc") followPaths(procRoot, questions, answers, found);
  return found;
}

}  // namespace ntop
