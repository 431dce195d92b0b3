#include "task_queries.h"

#include <linux/taskstats.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "../io/errno_name.h"
#include "../io/syscalls.h"
#include "../net/netlink.h"
#include "generic_netlink.h"

namespace ntop {

namespace {

// So many answers have room in a socket of the usual size.
constexpr size_t kBatch = 32;
constexpr size_t kAnswerBytes = 2048;

int32_t ownTask() { return static_cast<int32_t>(syscall(SYS_gettid)); }

std::string reasonOf(int error) {
  if (error == EPERM) return "the kernel answers only with CAP_NET_ADMIN outside of user namespaces";
  if (error == ENOENT) return "the kernel has no taskstats";
  if (error == EPROTONOSUPPORT || error == EAFNOSUPPORT) return "generic netlink is not allowed here";
  return "the kernel refuses it: " + errnoName(error);
}

// Whether what is known of this thread stands where it is looked for.
bool isOwn(const TaskStats& stats, int32_t task) {
  if (stats.pid != task || stats.userId != getuid()) return false;
  return stats.version < kFirstVersionWithProcess || stats.processId == getpid();
}

// Takes what waits in a socket, until `take` says that it has as many answers as are wanted.
template <typename Take>
void receiveWaiting(int netlink, size_t wanted, Take take) {
  thread_local std::vector<char> buffer(kBatch * kAnswerBytes);
  std::array<mmsghdr, kBatch> messages{};
  std::array<iovec, kBatch> places{};
  for (size_t index = 0; index < kBatch; ++index) {
    places[index] = {buffer.data() + index * kAnswerBytes, kAnswerBytes};
    messages[index].msg_hdr.msg_iov = &places[index];
    messages[index].msg_hdr.msg_iovlen = 1;
  }
  for (size_t answers = 0; answers < wanted;) {
    countSyscalls();
    const int got = recvmmsg(netlink, messages.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (got < 0 && (errno == EINTR || errno == ENOBUFS)) continue;
    if (got <= 0) return;
    for (size_t index = 0; index < static_cast<size_t>(got); ++index) {
      answers = take(std::string_view(buffer.data() + index * kAnswerBytes, messages[index].msg_len));
    }
  }
}

}  // namespace

TaskQueries::TaskQueries() : netlink_(openNetlink(NETLINK_GENERIC)) {
  reason_ = netlink_ ? open() : reasonOf(errno);
}

std::string TaskQueries::open() {
  int error = findFamily(netlink_.get(), TASKSTATS_GENL_NAME, family_);
  if (error != 0) return reasonOf(error);
  const int32_t task = ownTask();
  std::string payload;
  error = ask(netlink_.get(), taskQuery(family_, nextGenericSequence(), TaskQuery::kTask, task), payload);
  if (error != 0) return reasonOf(error);
  const size_t offset = taskStatsOffset(payload);
  if (offset == 0 || !readStruct(std::string_view(payload).substr(offset), version_)) return "its answer is no taskstats";
  structOffset_ = static_cast<uint32_t>(sizeof(nlmsghdr) + offset);
  const auto record = parseTaskRecord(payload);
  if (!record || !record->task || !isOwn(*record->task, task)) {
    return "version " + std::to_string(version_) + " of taskstats has its fields in other places";
  }
  return {};
}

void TaskQueries::ofProcesses(const std::vector<int32_t>& pids, std::vector<std::optional<TaskStats>>& found) {
  found.assign(pids.size(), std::nullopt);
  if (!reason_.empty()) return;
  std::vector<std::optional<TaskStats>> batch;
  for (size_t first = 0; first < pids.size(); first += kBatch) {
    const size_t count = std::min(kBatch, pids.size() - first);
    ofBatch(pids.data() + first, count, batch);
    for (size_t index = 0; index < count; ++index) found[first + index] = std::move(batch[index]);
  }
}

void TaskQueries::ofBatch(const int32_t* pids, size_t count, std::vector<std::optional<TaskStats>>& found) {
  found.assign(count, std::nullopt);
  const uint32_t first = nextGenericSequence(static_cast<uint32_t>(count));
  std::string requests;
  for (size_t index = 0; index < count; ++index) {
    requests += taskQuery(family_, first + static_cast<uint32_t>(index), TaskQuery::kProcess, pids[index]);
  }
  countSyscalls();
  if (send(netlink_.get(), requests.data(), requests.size(), 0) < 0) return;
  // All answers, or refusals, are there when send(2) returns.
  size_t answers = 0;
  receiveWaiting(netlink_.get(), count, [&](std::string_view answer) {
    nlmsghdr header{};
    if (!readStruct(answer, header) || header.nlmsg_seq - first >= count) return answers;
    const size_t index = header.nlmsg_seq - first;
    readMessages(answer, header.nlmsg_seq, [&](uint16_t, std::string_view payload) {
      auto record = parseTaskRecord(payload);
      if (record && record->processId == pids[index]) found[index] = std::move(record->process);
    });
    return ++answers;
  });
}

}  // namespace ntop
