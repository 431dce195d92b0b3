#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "../net/netlink.h"
#include "../net/socket_diag.h"
#include "../net/socket_messages.h"
#include "garbage.h"
#include "harness.h"

using namespace ntop;

namespace {

template <typename Struct>
std::string bytesOf(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + 3) & ~size_t{3});
  return bytes;
}

std::string attribute(uint16_t type, const std::string& value) {
  nlattr header{};
  header.nla_len = static_cast<uint16_t>(sizeof header + value.size());
  header.nla_type = type;
  return padded(bytesOf(header) + value);
}

constexpr uint32_t kSequence = 42;

std::string message(uint16_t type, uint16_t flags, const std::string& payload, uint32_t sequence = kSequence) {
  nlmsghdr header{};
  header.nlmsg_seq = sequence;
  header.nlmsg_len = static_cast<uint32_t>(sizeof header + payload.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = flags;
  return padded(bytesOf(header) + payload);
}

std::string inetMessage(uint8_t state, const std::string& attributes) {
  inet_diag_msg socket{};
  socket.idiag_family = AF_INET;
  socket.idiag_state = state;
  socket.idiag_rqueue = 5;
  socket.idiag_wqueue = 6;
  socket.idiag_inode = 99;
  socket.id.idiag_cookie[0] = 7;
  socket.id.idiag_cookie[1] = 1;
  return bytesOf(socket) + attributes;
}

std::string tcpInfo(uint64_t acknowledged, uint64_t sent, uint64_t resent, uint64_t received) {
  tcp_info info{};
  info.tcpi_rtt = 1500;
  info.tcpi_total_retrans = 3;
  info.tcpi_bytes_acked = acknowledged;
  info.tcpi_bytes_sent = sent;
  info.tcpi_bytes_retrans = resent;
  info.tcpi_bytes_received = received;
  return bytesOf(info);
}

std::string unixMessage(const std::string& attributes) {
  unix_diag_msg socket{};
  socket.udiag_family = AF_UNIX;
  socket.udiag_type = SOCK_STREAM;
  socket.udiag_state = 1;
  socket.udiag_ino = 12;
  return bytesOf(socket) + attributes;
}

Socket tcpWith(uint8_t state, const std::string& info) {
  return parseInetSocket(SocketKind::kTcp, inetMessage(state, attribute(INET_DIAG_INFO, info))).value_or(Socket());
}

// What stands for the kernel: answers each request with the batches that it makes of the request's number.
class Answers {
 public:
  using MakeBatches = std::function<std::vector<std::string>(uint32_t sequence)>;

  explicit Answers(std::vector<MakeBatches> requests) {
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends_);
    thread_ = std::thread([this, requests = std::move(requests)] {
      for (const MakeBatches& make : requests) {
        char request[512];
        nlmsghdr header{};
        const ssize_t got = recv(ends_[1], request, sizeof request, 0);
        if (!readStruct({request, static_cast<size_t>(got)}, header)) return;
        for (const std::string& batch : make(header.nlmsg_seq)) send(ends_[1], batch.data(), batch.size(), 0);
      }
    });
  }
  ~Answers() {
    thread_.join();
    for (const int end : ends_) close(end);
  }
  Answers(const Answers&) = delete;

  int netlink() const { return ends_[0]; }

 private:
  int ends_[2] = {-1, -1};
  std::thread thread_;
};

size_t countMessages(std::string_view batch, DumpState& state) {
  size_t count = 0;
  state = readMessages(batch, kSequence, [&](uint16_t, std::string_view) { ++count; });
  return count;
}

}  // namespace

TEST("a dump ends with its last message, and what follows that is not read") {
  DumpState state;
  const std::string end = message(NLMSG_DONE, 0, bytesOf(0));
  EQUAL(countMessages(message(20, 0, "abcd") + message(20, 0, "") + end + message(20, 0, ""), state), 2u);
  CHECK(state.done && state.error == 0 && !state.interrupted);
  EQUAL(countMessages(message(20, 0, "abcd"), state), 1u);
  CHECK(!state.done);
}

TEST("a dump that was interrupted, or failed, says so") {
  DumpState state;
  countMessages(message(20, NLM_F_DUMP_INTR, "") + message(NLMSG_DONE, 0, bytesOf(0)), state);
  CHECK(state.done && state.interrupted);
  countMessages(message(NLMSG_ERROR, 0, bytesOf(-ENOENT)), state);
  CHECK(state.done && state.error == ENOENT);
  countMessages(message(NLMSG_DONE, 0, bytesOf(-ENOBUFS)), state);
  CHECK(state.done && state.error == ENOBUFS);
}

TEST("what a failed dump leaves over is not taken for the next kind of sockets") {
  const auto tcp = [](uint32_t sequence) {
    return message(20, 0, inetMessage(1, ""), sequence);
  };
  const auto end = [](uint32_t sequence) { return message(NLMSG_DONE, 0, bytesOf(0), sequence); };
  const Answers kernel({
      [&](uint32_t sequence) {
        return std::vector<std::string>{tcp(sequence) + message(NLMSG_ERROR, 0, bytesOf(-ENOMEM), sequence),
                                        tcp(sequence) + tcp(sequence), end(sequence)};
      },
      [&](uint32_t sequence) {
        return std::vector<std::string>{message(20, 0, unixMessage(""), sequence) + end(sequence)};
      },
  });
  int found = 0;
  const auto count = [&](const Socket&) { ++found; };
  const DumpState failed = dumpSockets(kernel.netlink(), SocketKind::kTcp, {}, count);
  CHECK(failed.error == ENOMEM && found == 1);
  found = 0;
  const DumpState next = dumpSockets(kernel.netlink(), SocketKind::kUnix, {}, count);
  CHECK(next.error == 0 && next.done && found == 1);
}

TEST("a message that claims more than there is ends the dump as a failure") {
  std::string text = message(20, 0, "abcd");
  text.pop_back();
  DumpState state;
  EQUAL(countMessages(text, state), 0u);
  EQUAL(state.error, EBADMSG);
}

TEST("what a program sent over TCP is told without SYN and FIN, which the kernel acknowledges too") {
  EQUAL(tcpWith(1, tcpInfo(1, 0, 0, 0)).sentBytes, 0);
  EQUAL(tcpWith(1, tcpInfo(1001, 1000, 0, 0)).sentBytes, 1000);
  EQUAL(tcpWith(1, tcpInfo(601, 1000, 0, 0)).sentBytes, 601);
  EQUAL(tcpWith(1, tcpInfo(1001, 1200, 200, 0)).sentBytes, 1000);
  EQUAL(tcpWith(1, tcpInfo(5, 1, 2, 0)).sentBytes, 5);
}

TEST("what a program received over TCP is told without the other side's FIN") {
  EQUAL(tcpWith(1, tcpInfo(0, 0, 0, 1000)).receivedBytes, 1000);
  EQUAL(tcpWith(kCloseWait, tcpInfo(0, 0, 0, 1001)).receivedBytes, 1000);
  EQUAL(tcpWith(kCloseWait, tcpInfo(0, 0, 0, 0)).receivedBytes, 0);
}

TEST("an older kernel's shorter answer leaves unknown what it lacks") {
  const Socket socket = tcpWith(1, tcpInfo(1001, 1000, 0, 500).substr(0, 136));
  EQUAL(socket.sentBytes, 1001);
  EQUAL(socket.receivedBytes, 500);
  EQUAL(socket.rttMicroseconds, 1500);
  const Socket oldest = tcpWith(1, tcpInfo(1001, 1000, 0, 500).substr(0, 104));
  CHECK(std::isnan(oldest.sentBytes) && std::isnan(oldest.receivedBytes) && oldest.retransmits == 3);
  CHECK(std::isnan(tcpWith(1, "").sentBytes));
}

TEST("a listening socket has a queue of connections, and no bytes") {
  const Socket socket = tcpWith(kListening, tcpInfo(1, 1, 0, 1));
  CHECK(socket.pendingConnections == 5 && socket.backlog == 6);
  CHECK(std::isnan(socket.receiveQueueBytes) && std::isnan(socket.sentBytes) && std::isnan(socket.rttMicroseconds));
}

TEST("names of unix sockets are told byte for byte, but for the NUL that ends a path") {
  const auto nameOf = [](const std::string& name) {
    const std::string bytes = unixMessage(attribute(UNIX_DIAG_NAME, name));
    return std::string(parseUnixSocket(bytes).value_or(Socket()).name);
  };
  EQUAL(nameOf(std::string("/a\n b\xff\0", 7)), "/a\n b\xff");
  EQUAL(nameOf("/whole"), "/whole");
  EQUAL(nameOf(std::string("\0abs\0nul\0", 9)), std::string("\0abs\0nul\0", 9));
  EQUAL(nameOf(""), "");
}

TEST("a unix socket tells its peer, user and queues") {
  const std::string bytes = unixMessage(attribute(UNIX_DIAG_PEER, bytesOf(uint32_t{77})) +
                                        attribute(UNIX_DIAG_UID, bytesOf(uint32_t{5})) +
                                        attribute(UNIX_DIAG_RQLEN, bytesOf(unix_diag_rqlen{8, 9})));
  const auto socket = parseUnixSocket(bytes);
  CHECK(socket && socket->peerInode == 77 && socket->uid == 5);
  CHECK(socket && socket->receiveQueueBytes == 8 && socket->sendQueueBytes == 9);
}

TEST("messages of another family, or too short ones, are no sockets") {
  CHECK(!parseInetSocket(SocketKind::kTcp, unixMessage(std::string(100, '\0'))));
  CHECK(!parseUnixSocket(inetMessage(1, "")));
  CHECK(!parseInetSocket(SocketKind::kTcp, inetMessage(1, "").substr(0, 71)));
}

TEST("no answer of the kernel's makes the reader look beyond its end") {
  const std::string attributes = attribute(INET_DIAG_INFO, tcpInfo(1, 2, 3, 4)) + attribute(INET_DIAG_SKV6ONLY, "\1");
  const std::string named = unixMessage(attribute(UNIX_DIAG_NAME, "/a") + attribute(UNIX_DIAG_PEER, "abcd"));
  const std::string batch = message(20, 0, inetMessage(1, attributes)) + message(20, 0, named);
  garbage::tryMany(batch + message(NLMSG_DONE, 0, bytesOf(0)), [](std::string_view text) {
    readMessages(text, kSequence, [](uint16_t, std::string_view payload) {
      parseInetSocket(SocketKind::kTcp, payload);
      parseUnixSocket(payload);
    });
  });
}
