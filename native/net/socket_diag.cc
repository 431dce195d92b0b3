#include "socket_diag.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "socket_messages.h"

namespace ntop {

namespace {

// All states but the one of sockets that are bound and do nothing, which costs another walk (Linux 6.8).
constexpr uint32_t kAllStates = ((1u << 13) - 1) & ~1u;
constexpr uint32_t kListeningStates = 1u << kListening;
constexpr uint32_t kUnconnectedStates = 1u << kClosed;
constexpr uint8_t kWithTcpInfo = 1u << (INET_DIAG_INFO - 1);
constexpr uint32_t kUnixShow = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID;

template <typename Struct>
std::string_view bytesOf(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// Both families in one walk of the kernel's table, which the newer request can't.
DumpState dumpTcp(int netlink, const SocketFilter& filter, const TakeMessage& take) {
  inet_diag_req request{};
  request.idiag_family = AF_INET;
  request.idiag_ext = filter.counters ? kWithTcpInfo : 0;
  request.idiag_states = filter.listeningOnly ? kListeningStates : kAllStates;
  return dump(netlink, TCPDIAG_GETSOCK, bytesOf(request), take);
}

DumpState dumpInet(int netlink, uint8_t protocol, const SocketFilter& filter, const TakeMessage& take) {
  DumpState both;
  for (const uint8_t family : {uint8_t{AF_INET}, uint8_t{AF_INET6}}) {
    inet_diag_req_v2 request{};
    request.sdiag_family = family;
    request.sdiag_protocol = protocol;
    request.idiag_states = filter.listeningOnly ? kUnconnectedStates : kAllStates;
    const DumpState one = dump(netlink, SOCK_DIAG_BY_FAMILY, bytesOf(request), take);
    both = {one.done, both.interrupted || one.interrupted, one.error};
    if (one.error != 0) break;
  }
  return both;
}

DumpState dumpUnix(int netlink, const SocketFilter& filter, const TakeMessage& take) {
  unix_diag_req request{};
  request.sdiag_family = AF_UNIX;
  request.udiag_states = filter.listeningOnly ? kListeningStates | kUnconnectedStates : kAllStates;
  request.udiag_show = kUnixShow;
  return dump(netlink, SOCK_DIAG_BY_FAMILY, bytesOf(request), take);
}

}  // namespace

DumpState dumpSockets(int netlink, SocketKind kind, const SocketFilter& filter, const TakeSocket& take) {
  const auto takeMessage = [&](uint16_t, std::string_view payload) {
    const auto socket = kind == SocketKind::kUnix ? parseUnixSocket(payload) : parseInetSocket(kind, payload);
    if (socket && (!filter.listeningOnly || isListening(*socket))) take(*socket);
  };
  switch (kind) {
    case SocketKind::kTcp:
      return dumpTcp(netlink, filter, takeMessage);
    case SocketKind::kUdp:
      return dumpInet(netlink, IPPROTO_UDP, filter, takeMessage);
    case SocketKind::kRaw:
      return dumpInet(netlink, IPPROTO_RAW, filter, takeMessage);
    default:
      return dumpUnix(netlink, filter, takeMessage);
  }
}

bool isListening(const Socket& socket) {
  if (socket.kind == SocketKind::kTcp) return socket.state == kListening;
  const bool reachable = socket.kind != SocketKind::kUnix || !socket.name.empty();
  const bool unconnected = socket.state == kClosed && reachable;
  return unconnected || (socket.kind == SocketKind::kUnix && socket.state == kListening);
}

}  // namespace ntop
