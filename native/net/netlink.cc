#include "netlink.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <atomic>
#include <cerrno>
#include <cstring>

namespace ntop {

namespace {

// The kernel puts no more than this into one answer.
constexpr size_t kBatchBytes = 32768;
// The kernel answers at once; if it does not, a sample must not wait forever.
constexpr timeval kLongestWait = {2, 0};

uint32_t nextSequence() {
  static std::atomic<uint32_t> last{0};
  return ++last;
}

int readError(std::string_view payload) {
  int code = 0;
  if (!readStruct(payload, code)) return EBADMSG;
  return code < 0 ? -code : 0;
}

// The next batch; 0 or an errno.
int receive(int netlink, char* buffer, std::string_view& batch) {
  iovec place{buffer, kBatchBytes};
  msghdr message{};
  message.msg_iov = &place;
  message.msg_iovlen = 1;
  ssize_t got = 0;
  do {
    got = recvmsg(netlink, &message, 0);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return errno == EAGAIN ? ETIMEDOUT : errno;
  if (got == 0 || (message.msg_flags & MSG_TRUNC) != 0) return EBADMSG;
  batch = {buffer, static_cast<size_t>(got)};
  return 0;
}

}  // namespace

UniqueFd openNetlink(int protocol) {
  UniqueFd netlink(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (netlink) setsockopt(netlink.get(), SOL_SOCKET, SO_RCVTIMEO, &kLongestWait, sizeof kLongestWait);
  return netlink;
}

UniqueFd openSocketDiag() { return openNetlink(NETLINK_SOCK_DIAG); }

DumpState readMessages(std::string_view batch, uint32_t sequence, const TakeMessage& take) {
  DumpState state;
  nlmsghdr header{};
  while (!state.done && readStruct(batch, header)) {
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > batch.size()) {
      state.error = EBADMSG;
      state.done = true;
      break;
    }
    const std::string_view payload = batch.substr(sizeof header, header.nlmsg_len - sizeof header);
    batch.remove_prefix(std::min<size_t>(NLMSG_ALIGN(header.nlmsg_len), batch.size()));
    if (header.nlmsg_seq != sequence) continue;
    if ((header.nlmsg_flags & NLM_F_DUMP_INTR) != 0) state.interrupted = true;
    if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR) {
      // Old kernels end a dump without a code.
      state.error = header.nlmsg_type == NLMSG_DONE && payload.size() < sizeof(int) ? 0 : readError(payload);
      state.done = true;
    } else if (header.nlmsg_type >= NLMSG_MIN_TYPE) {
      take(header.nlmsg_type, payload);
    }
  }
  return state;
}

DumpState dump(int netlink, uint16_t type, std::string_view request, const TakeMessage& take) {
  DumpState state;
  nlmsghdr header{};
  header.nlmsg_len = static_cast<uint32_t>(sizeof header + request.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header.nlmsg_seq = nextSequence();
  std::string message(reinterpret_cast<const char*>(&header), sizeof header);
  message.append(request);
  if (send(netlink, message.data(), message.size(), 0) < 0) {
    state.error = errno;
    return state;
  }
  alignas(nlmsghdr) char buffer[kBatchBytes];
  while (!state.done) {
    std::string_view batch;
    const int error = receive(netlink, buffer, batch);
    if (error == ENOBUFS) {
      // Some of it was lost, and the rest follows.
      state.interrupted = true;
      continue;
    }
    if (error != 0) {
      state.error = error;
      break;
    }
    const DumpState more = readMessages(batch, header.nlmsg_seq, take);
    state = {more.done, state.interrupted || more.interrupted, more.error};
  }
  return state;
}

}  // namespace ntop
