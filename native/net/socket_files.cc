#include "socket_files.h"

#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "../io/file.h"
#include "../proc/net_sockets.h"

namespace ntop {

namespace {

// A hundred bytes a socket, so this is far beyond what a machine can have.
constexpr size_t kMostBytes = 512u << 20;
// Of /proc/net/unix
constexpr uint32_t kAcceptsConnections = 0x10000;

struct InetFile {
  const char* name;
  Protocol protocol;
};
struct InetFiles {
  InetFile v4;
  InetFile v6;
  uint8_t type;
};

InetFiles filesOf(SocketKind kind) {
  switch (kind) {
    case SocketKind::kTcp:
      return {{"tcp", Protocol::kTcp}, {"tcp6", Protocol::kTcp6}, SOCK_STREAM};
    case SocketKind::kUdp:
      return {{"udp", Protocol::kUdp}, {"udp6", Protocol::kUdp6}, SOCK_DGRAM};
    default:
      return {{"raw", Protocol::kRaw}, {"raw6", Protocol::kRaw6}, SOCK_RAW};
  }
}

Socket toSocket(const proc::InetSocket& found, SocketKind kind, Protocol protocol, uint8_t type) {
  Socket socket;
  socket.kind = kind;
  socket.protocol = protocol;
  socket.family = found.v6 ? AF_INET6 : AF_INET;
  socket.type = type;
  socket.state = found.state;
  socket.local = {found.localAddress, found.localPort};
  socket.remote = {found.remoteAddress, found.remotePort};
  socket.inode = found.inode;
  socket.uid = found.uid;
  if (kind == SocketKind::kTcp && socket.state == kListening) {
    socket.pendingConnections = found.receiveQueueBytes;
  } else {
    socket.receiveQueueBytes = found.receiveQueueBytes;
    socket.sendQueueBytes = found.sendQueueBytes;
  }
  return socket;
}

// The file counts socket states (SS_*) from 1 on: unconnected, connecting, connected, disconnecting.
uint8_t stateOf(const proc::UnixSocket& found) {
  if ((found.flags & kAcceptsConnections) != 0) return kListening;
  if (found.state == 2) return kSynSent;
  return found.state == 3 ? kEstablished : kClosed;
}

int readInet(int directory, SocketKind kind, const SocketFilter& filter, const TakeSocket& take) {
  const InetFiles files = filesOf(kind);
  std::string text;
  for (const InetFile& file : {files.v4, files.v6}) {
    const int error = readFile(directory, file.name, text, kMostBytes);
    if (error == ENOENT && file.name == files.v6.name) continue;
    if (error != 0) return error;
    for (const proc::InetSocket& found : proc::parseInetSockets(text)) {
      const Socket socket = toSocket(found, kind, file.protocol, files.type);
      if (!filter.listeningOnly || isListening(socket)) take(socket);
    }
  }
  return 0;
}

int readUnix(int directory, const SocketFilter& filter, const TakeSocket& take) {
  std::string text;
  const int error = readFile(directory, "unix", text, kMostBytes);
  if (error != 0) return error;
  std::string name;
  for (const proc::UnixSocket& found : proc::parseUnixSockets(text)) {
    Socket socket;
    socket.kind = SocketKind::kUnix;
    socket.protocol = Protocol::kUnix;
    socket.family = AF_UNIX;
    socket.type = static_cast<uint8_t>(found.type);
    socket.state = stateOf(found);
    socket.inode = found.inode;
    name = found.name;
    if (!name.empty() && name[0] == '@') name[0] = '\0';
    socket.name = name;
    if (!filter.listeningOnly || isListening(socket)) take(socket);
  }
  return 0;
}

}  // namespace

int readSocketFiles(int netDirectory, SocketKind kind, const SocketFilter& filter, const TakeSocket& take) {
  return kind == SocketKind::kUnix ? readUnix(netDirectory, filter, take) : readInet(netDirectory, kind, filter, take);
}

}  // namespace ntop
