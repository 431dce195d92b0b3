#include "taskstats_listener.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "../io/clock.h"
#include "../io/errno_name.h"
#include "../net/netlink.h"
#include "generic_netlink.h"

namespace ntop {

namespace {

// Some 5,000 records.
constexpr int kReceiveBytes = 8 << 20;
constexpr size_t kMessageBytes = 8192;
constexpr size_t kMostCpuListBytes = 4096;

std::string possibleCpus() {
  std::string text;
  if (readFile(AT_FDCWD, "/sys/devices/system/cpu/possible", text, kMostCpuListBytes) == 0 && !text.empty()) {
    return text.substr(0, text.find('\n'));
  }
  return "0-" + std::to_string(std::max(sysconf(_SC_NPROCESSORS_CONF), 1L) - 1);
}

std::string refusal(int error) {
  if (error == EPERM) return "the kernel tells it only with CAP_NET_ADMIN outside of user namespaces";
  if (error == EINVAL) return "the kernel tells it only in its first PID namespace";
  return "the kernel refuses to tell it: " + errnoName(error);
}

// Lets a thread begin and end. Its record is sent before pthread_join() returns.
bool runThread(int32_t& task) {
  const auto tellTask = [](void* place) -> void* {
    *static_cast<int32_t*>(place) = static_cast<int32_t>(syscall(SYS_gettid));
    return nullptr;
  };
  pthread_t thread{};
  return pthread_create(&thread, nullptr, tellTask, &task) == 0 && pthread_join(thread, nullptr) == 0;
}

void widen(int netlink) {
  const int bytes = kReceiveBytes;
  if (setsockopt(netlink, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) == 0) return;
  setsockopt(netlink, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

}  // namespace

TaskStatsListener::TaskStatsListener()
    : netlink_(openNetlink(NETLINK_GENERIC)),
      ends_(secondsOn(CLOCK_MONOTONIC), access("/proc/self/io", F_OK) == 0) {
  const TaskQueries queries;
  reason_ = queries.reason();
  if (reason_.empty()) reason_ = netlink_ ? listen(queries) : refusal(errno);
}

TaskStatsListener::~TaskStatsListener() {
  // The kernel remembers a listener by its port, which another socket may have next.
  if (!isRegistered_) return;
  const std::string request = listenRequest(family_, nextGenericSequence(), cpus_, false);
  [[maybe_unused]] const ssize_t sent = send(netlink_.get(), request.data(), request.size(), MSG_DONTWAIT);
}

std::string TaskStatsListener::listen(const TaskQueries& queries) {
  family_ = queries.family();
  cpus_ = possibleCpus();
  widen(netlink_.get());
  std::string payload;
  const int error = ask(netlink_.get(), listenRequest(family_, nextGenericSequence(), cpus_, true), payload);
  if (error != 0) return refusal(error);
  isRegistered_ = true;
  if (!hearsOwnThread()) return "the kernel tells it only in its first network namespace";
  filter(queries);
  return {};
}

bool TaskStatsListener::hearsOwnThread() {
  int32_t task = 0;
  if (!runThread(task)) return false;
  std::string message;
  while (receive(message)) {
    const auto record = parseTaskRecord(std::string_view(message).substr(std::min(message.size(), sizeof(nlmsghdr))));
    if (record && record->task && record->task->pid == task) return true;
  }
  return lost_ > 0;
}

void TaskStatsListener::filter(const TaskQueries& queries) {
  // Before version 12 no record says whether it is the last of its process.
  if (queries.version() < kFirstVersionWithProcess) return;
  const uint32_t base = queries.structOffset();
  // Passes the last task of a process, and threads that used storage, as no other sums up what they have used.
  constexpr uint8_t kLastTask = 0x20;
  std::array<sock_filter, 12> program = {{
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, base + kFlagsOffset),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, kLastTask, 8, 0),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, base + kReadBytesOffset),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 6),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, base + kReadBytesOffset + 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 4),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, base + kWrittenBytesOffset),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, base + kWrittenBytesOffset + 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
  const sock_fprog filter{static_cast<uint16_t>(program.size()), program.data()};
  setsockopt(netlink_.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

void TaskStatsListener::read(std::vector<ProcessEnd>& ends) {
  if (!reason_.empty()) return;
  std::string message;
  while (receive(message)) {
    const auto record = parseTaskRecord(std::string_view(message).substr(std::min(message.size(), sizeof(nlmsghdr))));
    if (!record) continue;
    auto end = ends_.take(*record, secondsOn(CLOCK_MONOTONIC));
    if (end) ends.push_back(std::move(*end));
  }
}

bool TaskStatsListener::receive(std::string& message) {
  message.resize(kMessageBytes);
  for (;;) {
    const ssize_t got = recv(netlink_.get(), message.data(), message.size(), MSG_DONTWAIT);
    if (got >= 0) {
      message.resize(static_cast<size_t>(got));
      return true;
    }
    if (errno == ENOBUFS) {
      noteLosses();
    } else if (errno != EINTR) {
      return false;
    }
  }
}

void TaskStatsListener::noteLosses() {
  std::array<uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  const bool isCounted = getsockopt(netlink_.get(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size) == 0 &&
                         size > SK_MEMINFO_DROPS * sizeof memory[0];
  lost_ = isCounted ? memory[SK_MEMINFO_DROPS] : lost_ + 1;
  ends_.lose(secondsOn(CLOCK_MONOTONIC));
}

}  // namespace ntop
