#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string_view>

namespace ntop {

constexpr double kUnknownNumber = std::numeric_limits<double>::quiet_NaN();
constexpr uint32_t kUnknownUid = std::numeric_limits<uint32_t>::max();
constexpr uint8_t kUnknownByte = std::numeric_limits<uint8_t>::max();

// The kinds of sockets that are read one by one.
enum class SocketKind : uint8_t { kTcp, kUdp, kRaw, kUnix };
constexpr SocketKind kSocketKinds[] = {SocketKind::kTcp, SocketKind::kUdp, SocketKind::kRaw, SocketKind::kUnix};
constexpr size_t kSocketKindCount = std::size(kSocketKinds);

// The protocols, and by their numbers the names that JavaScript has for them; 0 is none.
enum class Protocol : uint8_t { kTcp = 1, kTcp6, kUdp, kUdp6, kRaw, kRaw6, kUnix };
constexpr const char* kProtocolNames[] = {"", "tcp", "tcp6", "udp", "udp6", "raw", "raw6", "unix"};
static_assert(std::size(kProtocolNames) == static_cast<size_t>(Protocol::kUnix) + 1);

// States of TCP in the kernel; other sockets use the same numbers.
constexpr uint8_t kEstablished = 1;
constexpr uint8_t kSynSent = 2;
constexpr uint8_t kTimeWait = 6;
constexpr uint8_t kClosed = 7;
constexpr uint8_t kCloseWait = 8;
constexpr uint8_t kLastAck = 9;
constexpr uint8_t kListening = 10;
constexpr uint8_t kClosing = 11;

// An address in network order, IPv4 in the first four bytes.
struct Endpoint {
  std::array<uint8_t, 16> address{};
  uint16_t port = 0;

  bool operator==(const Endpoint& other) const { return address == other.address && port == other.port; }
};

// One socket from a reader. Unknown values keep these defaults.
struct Socket {
  SocketKind kind = SocketKind::kTcp;
  Protocol protocol = Protocol::kTcp;
  uint8_t family = 0;  // AF_*
  uint8_t type = 0;    // SOCK_*
  uint8_t state = 0;
  uint8_t congestionState = kUnknownByte;
  uint8_t v6Only = kUnknownByte;
  Endpoint local;
  Endpoint remote;
  uint32_t interface = 0;  // that it is bound to; 0: none
  std::string_view name;   // of a unix socket; an abstract one begins with NUL
  uint64_t cookie = 0;     // unique per socket until the next boot; 0 if unknown
  uint64_t inode = 0;
  uint32_t uid = kUnknownUid;
  double peerInode = kUnknownNumber;
  double receiveQueueBytes = kUnknownNumber;
  double sendQueueBytes = kUnknownNumber;
  double pendingConnections = kUnknownNumber;
  double backlog = kUnknownNumber;
  double receivedBytes = kUnknownNumber;
  double sentBytes = kUnknownNumber;
  double rttMicroseconds = kUnknownNumber;
  double retransmits = kUnknownNumber;
};

}  // namespace ntop
