#include "../events/kernel_log_reader.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "fixture.h"
#include "harness.h"

using namespace ntop;

namespace {

constexpr size_t kLimitBytes = 24 << 20;

// A memory group of version 1 with a limit, and one below it; both go with the test.
class Group {
 public:
  Group() : path_("/sys/fs/cgroup/memory/" + name()) {
    made_ = mkdir(path_.c_str(), 0755) == 0 && mkdir((path_ + "/below").c_str(), 0755) == 0;
    if (made_) made_ = write("/memory.limit_in_bytes", std::to_string(kLimitBytes));
  }
  ~Group() {
    rmdir((path_ + "/below").c_str());
    rmdir(path_.c_str());
  }
  Group(const Group&) = delete;

  static std::string name() { return "ntop-test-" + std::to_string(getpid()); }
  bool made() const { return made_; }
  bool write(const std::string& file, const std::string& text) const {
    std::ofstream stream(path_ + file);
    stream << text << std::flush;
    return stream.good();
  }

 private:
  const std::string path_;
  bool made_ = false;
};

// Joins the group below and takes more than its limit, under a hostile name.
pid_t startGreedy(const Group& group) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_NAME, "a,pid=1,uid=(x)");
  if (!group.write("/below/cgroup.procs", std::to_string(getpid()))) _exit(1);
  constexpr size_t kBytes = 4 * kLimitBytes;
  void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) _exit(1);
  for (size_t at = 0; at < kBytes; at += 4096) static_cast<volatile char*>(memory)[at] = 1;
  _exit(0);
}

}  // namespace

TEST("a process that the kernel really kills for memory is told with its group, the limit and what it held") {
  const Group group;
  KernelLogReader log;
  OomCounter counter("/proc");
  if (!group.made() || !log.reason().empty()) return;
  const auto before = counter.read();
  const pid_t pid = startGreedy(group);
  int status = 0;
  waitpid(pid, &status, 0);
  if (WIFEXITED(status)) return;  // the machine does not hold groups to their limit
  EQUAL(WTERMSIG(status), SIGKILL);
  std::vector<OomKill> kills;
  log.read(kills);
  const OomKill* found = nullptr;
  for (const OomKill& kill : kills) {
    if (kill.pid == pid) found = &kill;
  }
  CHECK(found != nullptr);
  if (found == nullptr) return;
  EQUAL(found->name, "a,pid=1,uid=(x)");
  CHECK(found->userId == getuid() && found->anonymousKibibytes.value_or(0) > kLimitBytes / 2048);
  // The kernel leaves these lines out where there were many kills just before.
  if (found->limitGroup) {
    // In a container the paths begin above what is mounted.
    const std::string limitGroup = "/" + Group::name();
    CHECK(found->limitGroup->size() >= limitGroup.size());
    EQUAL(found->limitGroup->substr(found->limitGroup->rfind('/')), limitGroup);
    EQUAL(found->victimGroup.value_or(""), *found->limitGroup + "/below");
    EQUAL(found->limitKibibytes.value_or(0), kLimitBytes / 1024);
  }
  CHECK(!before || counter.read().value_or(0) > *before);
}

TEST("without the right to read the kernel's log the reason is a sentence, and nothing is told") {
  const KernelLogReader log;
  EQUAL(log.reason().empty(), log.fd() >= 0);
  CHECK(log.reason().empty() || log.reason().size() > 15);
}

TEST("the machine's count of kills is unknown where it is not told") {
  Fixture fixture;
  CHECK(!OomCounter(fixture.root()).read());
  fixture.write("vmstat", "pswpin 1\noom_kill 3\n");
  OomCounter counter(fixture.root());
  EQUAL(counter.read().value_or(0), 3u);
  fixture.write("vmstat", "pswpin 1\n");
  CHECK(!counter.read());
}
