#pragma once

#include <functional>

#include "netlink.h"
#include "socket.h"

// Sockets from sock_diag(7).
namespace ntop {

// Which sockets to read.
struct SocketFilter {
  bool listeningOnly = false;
  bool counters = false;  // bytes, round trips and so on of TCP: a fifth more work
};

// A socket's name is valid only while it is taken.
using TakeSocket = std::function<void(const Socket&)>;

// All sockets of a kind in the namespace of the netlink socket.
DumpState dumpSockets(int netlink, SocketKind kind, const SocketFilter& filter, const TakeSocket& take);

// Whether a socket of this kind is listening, as in ss -l.
bool isListening(const Socket& socket);

}  // namespace ntop
