#include "socket_messages.h"

#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "netlink.h"

namespace ntop {

namespace {

Endpoint toEndpoint(const __be32 (&address)[4], __be16 port) {
  Endpoint endpoint;
  std::memcpy(endpoint.address.data(), address, endpoint.address.size());
  endpoint.port = ntohs(port);
  return endpoint;
}

std::string_view attributesAfter(std::string_view payload, size_t bytes) {
  return payload.substr(std::min<size_t>(payload.size(), NLMSG_ALIGN(bytes)));
}

uint64_t toCookie(const __u32 (&halves)[2]) { return uint64_t{halves[1]} << 32 | halves[0]; }

Protocol protocolOf(SocketKind kind, bool v6) {
  switch (kind) {
    case SocketKind::kTcp:
      return v6 ? Protocol::kTcp6 : Protocol::kTcp;
    case SocketKind::kUdp:
      return v6 ? Protocol::kUdp6 : Protocol::kUdp;
    case SocketKind::kRaw:
      return v6 ? Protocol::kRaw6 : Protocol::kRaw;
    default:
      return Protocol::kUnix;
  }
}

// A field of tcp_info, of which older kernels send less.
template <typename Number>
bool readField(std::string_view info, size_t offset, Number& number) {
  return offset <= info.size() && readStruct(info.substr(offset), number);
}

// Whether the peer's FIN was received, which the kernel counts as a byte.
bool isEndedByPeer(uint8_t state) {
  return state == kTimeWait || state == kCloseWait || state == kLastAck || state == kClosing;
}

// Acknowledged bytes include SYN and FIN, sent bytes do not: the smaller of the two is the payload.
void readSent(Socket& socket, std::string_view info) {
  uint64_t acknowledged = 0;
  uint64_t sent = 0;
  uint64_t resent = 0;
  if (!readField(info, offsetof(tcp_info, tcpi_bytes_acked), acknowledged)) return;
  socket.sentBytes = static_cast<double>(acknowledged);
  const bool isKnown = readField(info, offsetof(tcp_info, tcpi_bytes_sent), sent) &&
                    readField(info, offsetof(tcp_info, tcpi_bytes_retrans), resent);
  if (isKnown && sent >= resent) socket.sentBytes = static_cast<double>(std::min(acknowledged, sent - resent));
}

void readTcpInfo(Socket& socket, std::string_view info) {
  if (socket.state == kListening) return;
  uint64_t received = 0;
  uint32_t rtt = 0;
  uint32_t retransmits = 0;
  readField(info, offsetof(tcp_info, tcpi_ca_state), socket.congestionState);
  if (readField(info, offsetof(tcp_info, tcpi_rtt), rtt) && rtt > 0) socket.rttMicroseconds = rtt;
  if (readField(info, offsetof(tcp_info, tcpi_total_retrans), retransmits)) socket.retransmits = retransmits;
  if (readField(info, offsetof(tcp_info, tcpi_bytes_received), received)) {
    const uint64_t end = received > 0 && isEndedByPeer(socket.state) ? 1 : 0;
    socket.receivedBytes = static_cast<double>(received - end);
  }
  readSent(socket, info);
}

void storeQueues(Socket& socket, uint32_t receive, uint32_t send) {
  const bool listening = socket.state == kListening;
  (listening ? socket.pendingConnections : socket.receiveQueueBytes) = receive;
  (listening ? socket.backlog : socket.sendQueueBytes) = send;
}

}  // namespace

std::optional<Socket> parseInetSocket(SocketKind kind, std::string_view payload) {
  inet_diag_msg message{};
  if (!readStruct(payload, message)) return {};
  if (message.idiag_family != AF_INET && message.idiag_family != AF_INET6) return {};
  Socket socket;
  socket.kind = kind;
  socket.protocol = protocolOf(kind, message.idiag_family == AF_INET6);
  socket.family = message.idiag_family;
  socket.type = kind == SocketKind::kTcp ? SOCK_STREAM : kind == SocketKind::kUdp ? SOCK_DGRAM : SOCK_RAW;
  socket.state = message.idiag_state;
  socket.local = toEndpoint(message.id.idiag_src, message.id.idiag_sport);
  socket.remote = toEndpoint(message.id.idiag_dst, message.id.idiag_dport);
  socket.interface = message.id.idiag_if;
  socket.cookie = toCookie(message.id.idiag_cookie);
  socket.inode = message.idiag_inode;
  socket.uid = message.idiag_uid;
  storeQueues(socket, message.idiag_rqueue, message.idiag_wqueue);
  eachAttribute(attributesAfter(payload, sizeof message), [&](uint16_t type, std::string_view value) {
    if (type == INET_DIAG_INFO && kind == SocketKind::kTcp) readTcpInfo(socket, value);
    if (type == INET_DIAG_SKV6ONLY && readField(value, 0, socket.v6Only)) socket.v6Only = socket.v6Only != 0;
  });
  return socket;
}

std::optional<Socket> parseUnixSocket(std::string_view payload) {
  unix_diag_msg message{};
  if (!readStruct(payload, message) || message.udiag_family != AF_UNIX) return {};
  Socket socket;
  socket.kind = SocketKind::kUnix;
  socket.protocol = Protocol::kUnix;
  socket.family = message.udiag_family;
  socket.type = message.udiag_type;
  socket.state = message.udiag_state;
  socket.cookie = toCookie(message.udiag_cookie);
  socket.inode = message.udiag_ino;
  eachAttribute(attributesAfter(payload, sizeof message), [&](uint16_t type, std::string_view value) {
    uint32_t peer = 0;
    unix_diag_rqlen queues{};
    if (type == UNIX_DIAG_NAME) socket.name = value;
    if (type == UNIX_DIAG_PEER && readStruct(value, peer)) socket.peerInode = peer;
    if (type == UNIX_DIAG_UID) readStruct(value, socket.uid);
    if (type == UNIX_DIAG_RQLEN && readStruct(value, queues)) {
      storeQueues(socket, queues.udiag_rqueue, queues.udiag_wqueue);
    }
  });
  // A path is given with the NUL that ends it, or without, as its owner bound it.
  if (!socket.name.empty() && socket.name[0] != '\0') socket.name = socket.name.substr(0, socket.name.find('\0'));
  return socket;
}

}  // namespace ntop
