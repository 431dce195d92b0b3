#include "connector.h"

#include <linux/filter.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "../io/errno_name.h"

#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif

namespace ntop {

namespace {

constexpr uint32_t kProcessGroup = 1;  // CN_IDX_PROC
constexpr int kReceiveBytes = 8 << 20;
constexpr size_t kBatch = 64;
constexpr size_t kMostBytes = 128;  // a message has 76
constexpr uint64_t kSameClockNanoseconds = 500000000;
constexpr size_t kDropsAt = 8;      // SK_MEMINFO_DROPS
// The answer is there when send(2) returns; a kernel that puts it off gets this long.
constexpr int kAnswerMilliseconds = 200;

// Where the first namespaces of a machine lie: linux/proc_ns.h.
constexpr ino_t kFirstPidNamespace = 0xEFFFFFFC;
constexpr ino_t kFirstUserNamespace = 0xEFFFFFFD;

constexpr uint32_t kWhat = 36;
constexpr uint32_t kPid = 52;
constexpr uint32_t kProcess = 56;
constexpr uint32_t kChild = 60;
constexpr uint32_t kChildProcess = 64;

constexpr sock_filter load(uint32_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset); }
constexpr sock_filter ifEqual(uint32_t value, uint8_t yes, uint8_t no) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no);
}
constexpr sock_filter ifSame(uint8_t yes, uint8_t no) { return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, yes, no); }
constexpr sock_filter give(uint32_t bytes) { return BPF_STMT(BPF_RET | BPF_K, bytes); }

// Numbers of a packet are in network order to the filter.
constexpr uint32_t inPacket(uint32_t number) {
  return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap32(number) : number;
}

// Answers and execs; of all else what is of a process, not of one of its threads.
const std::array<sock_filter, 17> kFilter = {{
    load(kWhat),                          // 0
    ifEqual(inPacket(0), 13, 0),          // none: an answer
    ifEqual(inPacket(2), 12, 0),          // exec
    ifEqual(inPacket(1), 0, 4),           // fork
    load(kChild),                         // 4
    BPF_STMT(BPF_MISC | BPF_TAX, 0),      //
    load(kChildProcess),                  //
    ifSame(7, 8),                         //
    ifEqual(inPacket(4), 2, 0),           // 8: user
    ifEqual(inPacket(0x200), 1, 0),       // name
    ifEqual(inPacket(0x80000000), 0, 5),  // exit
    load(kPid),                           // 11
    BPF_STMT(BPF_MISC | BPF_TAX, 0),      //
    load(kProcess),                       //
    ifSame(0, 1),                         //
    give(0xFFFFFFFF),                     // 15
    give(0),                              // 16
}};

uint32_t randomNumber() {
  uint32_t number = 0;
  if (getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number) {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    number = static_cast<uint32_t>(now.tv_nsec) * 2654435761u;
  }
  return number;
}

bool isIn(const char* path, ino_t first) {
  struct stat file {};
  return stat(path, &file) != 0 || file.st_ino == first;
}

bool isInFirstNamespaces() {
  return isIn("/proc/self/ns/pid", kFirstPidNamespace) && isIn("/proc/self/ns/user", kFirstUserNamespace);
}

std::string sentence(const std::string& start, int error) { return start + " (" + errnoName(error) + ")."; }

}  // namespace

std::string Connector::open() {
  socket_ = UniqueFd(socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR));
  if (!socket_) {
    if (errno == EPROTONOSUPPORT) return "This kernel has no process connector.";
    return sentence("The process connector can't be opened", errno);
  }
  const std::string refused = whyRefused();
  if (!refused.empty()) socket_ = UniqueFd();
  return refused;
}

std::string Connector::whyRefused() const {
  auto* self = const_cast<Connector*>(this);
  const sock_fprog program = {static_cast<unsigned short>(kFilter.size()), const_cast<sock_filter*>(kFilter.data())};
  if (setsockopt(fd(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) {
    return sentence("The process connector takes no filter", errno);
  }
  if (setsockopt(fd(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBytes, sizeof kReceiveBytes) != 0) {
    setsockopt(fd(), SOL_SOCKET, SO_RCVBUF, &kReceiveBytes, sizeof kReceiveBytes);
  }
  sockaddr_nl own{};
  own.nl_family = AF_NETLINK;
  own.nl_groups = kProcessGroup;
  if (bind(fd(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) {
    if (errno == EPERM) return "Before Linux 6.6 the process connector is for root (CAP_NET_ADMIN).";
    return sentence("The process connector can't be opened", errno);
  }
  socklen_t size = sizeof own;
  if (getsockname(fd(), reinterpret_cast<sockaddr*>(&own), &size) == 0) self->portId_ = own.nl_pid;
  const uint32_t number = randomNumber();
  const int refusal = request(ConnectorRequest::kListen, number);
  if (refusal == ECONNREFUSED) return "The process connector does not reach into other network namespaces than the machine's own.";
  if (refusal != 0) return sentence("The process connector refuses to be listened to", refusal);
  uint32_t error = 0;
  if (self->awaitAnswer(number, error)) {
    if (error == 0) return "";
    if (error == EPERM) return "Before Linux 6.6 the process connector is for root (CAP_NET_ADMIN).";
    return sentence("The process connector refuses to be listened to", static_cast<int>(error));
  }
  if (!isIn("/proc/self/ns/pid", kFirstPidNamespace)) {
    return "The process connector does not reach into other PID namespaces than the machine's own.";
  }
  if (!isIn("/proc/self/ns/user", kFirstUserNamespace)) {
    return "The process connector does not reach into other user namespaces than the machine's own.";
  }
  return "The process connector does not answer.";
}

int Connector::request(ConnectorRequest wanted, uint32_t number) const {
  const std::string bytes = connectorRequest(wanted, number, portId_);
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const ssize_t sent = sendto(fd(), bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel);
  return sent < 0 ? errno : 0;
}

// The answer has just been written. Any clock but the machine's own is hours or days off, not moments.
void Connector::noteClock(uint64_t nanoseconds) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const uint64_t here = static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
  const uint64_t lead = nanoseconds - here;
  const uint64_t distance = std::min(lead, here - nanoseconds);
  leadNanoseconds_ = distance < kSameClockNanoseconds ? 0 : lead;
}

// What is heard before the answer may be another listener's share: in another namespace messages come as well.
bool Connector::awaitAnswer(uint32_t number, uint32_t& error) {
  std::vector<ConnectorMessage> messages;
  for (int waits = 0; waits < 2; ++waits) {
    Reading reading = Reading::kMore;
    while (reading != Reading::kEmpty) {
      messages.clear();
      reading = read(messages);
      for (const ConnectorMessage& message : messages) {
        if (message.kind != ConnectorKind::kAnswer || message.answers != number + 1) continue;
        error = message.error;
        noteClock(message.monotonicNanoseconds);
        return true;
      }
    }
    pollfd waiting{fd(), POLLIN, 0};
    if (waits == 0) poll(&waiting, 1, isInFirstNamespaces() ? kAnswerMilliseconds : 0);
  }
  return false;
}

Connector::Reading Connector::read(std::vector<ConnectorMessage>& messages) {
  std::array<std::array<char, kMostBytes>, kBatch> buffers;
  std::array<iovec, kBatch> places{};
  std::array<sockaddr_nl, kBatch> senders{};
  std::array<mmsghdr, kBatch> heads{};
  for (size_t at = 0; at < kBatch; ++at) {
    places[at] = {buffers[at].data(), kMostBytes};
    heads[at].msg_hdr.msg_name = &senders[at];
    heads[at].msg_hdr.msg_namelen = sizeof senders[at];
    heads[at].msg_hdr.msg_iov = &places[at];
    heads[at].msg_hdr.msg_iovlen = 1;
  }
  const int got = recvmmsg(fd(), heads.data(), kBatch, 0, nullptr);
  // It comes once, before the messages that there was room for. Until those are read, all further ones are lost.
  if (got < 0 && errno == ENOBUFS) return Reading::kOverrun;
  if (got < 0) return errno == EINTR ? Reading::kMore : Reading::kEmpty;
  for (size_t at = 0; at < static_cast<size_t>(got); ++at) {
    const bool isWhole = (heads[at].msg_hdr.msg_flags & MSG_TRUNC) == 0;
    if (!isWhole || senders[at].nl_pid != 0) continue;
    auto message = parseConnectorMessage({buffers[at].data(), heads[at].msg_len});
    if (!message) continue;
    message->monotonicNanoseconds -= leadNanoseconds_;
    messages.push_back(std::move(*message));
  }
  return static_cast<size_t>(got) == kBatch ? Reading::kMore : Reading::kEmpty;
}

uint64_t Connector::takeLost() {
  std::array<uint32_t, 16> numbers{};
  socklen_t size = sizeof numbers;
  if (getsockopt(fd(), SOL_SOCKET, SO_MEMINFO, numbers.data(), &size) != 0) return 0;
  if (size < (kDropsAt + 1) * sizeof numbers[0]) return 0;
  // The difference is right even where the kernel's 32 bits have run over.
  return static_cast<uint32_t>(numbers[kDropsAt] - std::exchange(lastLost_, numbers[kDropsAt]));
}

void Connector::close() {
  if (!socket_) return;
  request(ConnectorRequest::kIgnore, 0);
  socket_ = UniqueFd();
}

}  // namespace ntop
