#include "../events/taskstats_listener.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstring>

#include "harness.h"

using namespace ntop;

// Records of the kernel's own, where it gives them: it takes CAP_NET_ADMIN and the first namespaces.
namespace {

void useCpu(double seconds) {
  timespec now{};
  do {
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  } while (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 < seconds);
}

template <typename Run>
pid_t forkAndRun(Run run) {
  const pid_t pid = fork();
  if (pid == 0) {
    run();
    _exit(0);
  }
  return pid;
}

// The end of this child, whose record is sent before it can be waited for.
ProcessEnd endOf(TaskStatsListener& listener, pid_t pid) {
  waitpid(pid, nullptr, 0);
  std::vector<ProcessEnd> ends;
  listener.read(ends);
  ProcessEnd found;
  int count = 0;
  for (const ProcessEnd& end : ends) {
    if (end.pid != pid) continue;
    found = end;
    ++count;
  }
  EQUAL(count, 1);
  return found;
}

void* useCpuInThread(void*) {
  useCpu(0.05);
  return nullptr;
}

void* outliveFirstThread(void*) {
  // The first thread has ended when its state is Z.
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/stat", getpid());
  for (char state = 0; state != 'Z'; sched_yield()) {
    char text[256] = {};
    const int file = open(path, O_RDONLY);
    const ssize_t got = read(file, text, sizeof text - 1);
    close(file);
    const char* end = got > 0 ? strrchr(text, ')') : nullptr;
    state = end == nullptr ? 'Z' : end[2];
  }
  syscall(SYS_exit_group, 5);
  return nullptr;
}

constexpr size_t kSomeBytes = 64 << 10;

// Makes pages of a file that need writing, which the kernel counts for the thread that does it.
void* writeSome(void*) {
  char path[] = "/var/tmp/ntop-test-XXXXXX";
  const int file = mkstemp(path);
  unlink(path);
  const std::vector<char> bytes(kSomeBytes, 'x');
  size_t written = 0;
  while (file >= 0 && written < bytes.size()) {
    const ssize_t got = write(file, bytes.data() + written, bytes.size() - written);
    if (got <= 0) break;
    written += static_cast<size_t>(got);
  }
  close(file);
  return nullptr;
}

}  // namespace

TEST("without the right to it, the reason is a sentence and nothing is told") {
  TaskStatsListener listener;
  if (listener.reason().empty()) return;
  std::vector<ProcessEnd> ends;
  listener.read(ends);
  CHECK(ends.empty() && listener.fd() == -1 && listener.reason().size() > 20);
}

TEST("a child's exit status, its signal, CPU time, memory and lifetime are told once it has ended") {
  TaskStatsListener listener;
  if (!listener.reason().empty()) return;
  const ProcessEnd busy = endOf(listener, forkAndRun([] {
                                  constexpr size_t kBytes = 32u << 20;
                                  void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                                  memset(memory, 1, kBytes);
                                  useCpu(0.05);
                                  _exit(42);
                                }));
  EQUAL(busy.exitStatus, 42u << 8);
  CHECK(busy.parentPid == getpid() && busy.userId == getuid() && busy.isCertain);
  CHECK(busy.cpuSeconds >= 0.05 && busy.cpuSeconds <= busy.lifetimeSeconds + 0.001);
  CHECK(busy.peakResidentBytes >= 32 << 20);
  EQUAL(endOf(listener, forkAndRun([] { kill(getpid(), SIGKILL); })).exitStatus, static_cast<uint32_t>(SIGKILL));
}

TEST("of a child with threads one end is told, with the CPU time of all, even when its first thread ended before") {
  TaskStatsListener listener;
  if (!listener.reason().empty()) return;
  const ProcessEnd end = endOf(listener, forkAndRun([] {
                                 for (int count = 0; count < 4; ++count) {
                                   pthread_t thread{};
                                   pthread_create(&thread, nullptr, useCpuInThread, nullptr);
                                   pthread_join(thread, nullptr);
                                 }
                                 pthread_t thread{};
                                 pthread_create(&thread, nullptr, outliveFirstThread, nullptr);
                                 syscall(SYS_exit, 0);
                               }));
  CHECK(end.cpuSeconds >= 0.2);
  EQUAL(end.exitStatus, 5u << 8);
  CHECK(!std::isnan(end.lifetimeSeconds));
}

TEST("what the threads of a child have written is added up, also of those that ended before it") {
  TaskStatsListener listener;
  if (!listener.reason().empty()) return;
  const double alone = endOf(listener, forkAndRun([] { writeSome(nullptr); })).writtenBytes;
  if (!(alone >= kSomeBytes)) return;  // a file system in memory
  double together = NAN;
  // In the first moments it is not known which threads ended before anyone listened.
  while (std::isnan(together)) {
    const ProcessEnd end = endOf(listener, forkAndRun([] {
                                   for (int count = 0; count < 3; ++count) {
                                     pthread_t thread{};
                                     pthread_create(&thread, nullptr, writeSome, nullptr);
                                     pthread_join(thread, nullptr);
                                   }
                                 }));
    if (end.pid == 0) return;
    together = end.writtenBytes;
  }
  CHECK(together >= 3 * kSomeBytes);
}

TEST("processes are asked for many at a time, and those that are gone have no answer") {
  TaskQueries queries;
  if (!queries.reason().empty()) return;
  std::vector<int32_t> pids(100, getpid());
  const pid_t gone = forkAndRun([] {});
  waitpid(gone, nullptr, 0);
  pids[50] = gone;
  std::vector<std::optional<TaskStats>> found;
  queries.ofProcesses(pids, found);
  EQUAL(found.size(), pids.size());
  for (size_t index = 0; index < found.size(); ++index) {
    EQUAL(found[index].has_value(), index != 50);
    if (found[index]) CHECK(found[index]->cpuNanoseconds > 0);
  }
}

TEST("a storm that there was no room for is counted as lost") {
  TaskStatsListener listener;
  if (!listener.reason().empty()) return;
  const int small = 1;
  setsockopt(listener.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  for (int count = 0; count < 50; ++count) waitpid(forkAndRun([] {}), nullptr, 0);
  std::vector<ProcessEnd> ends;
  listener.read(ends);
  CHECK(ends.size() < 50 && listener.lost() + ends.size() >= 50);
}
