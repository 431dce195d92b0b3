#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Every column of a socket, one line each: its type and its name, the same in C++ and in JavaScript. Wide ones first,
// so that each begins aligned when all lie in one buffer. src/model/machine/socket-table.ts says what they mean.
#define NTOP_SOCKET_COLUMNS(COLUMN)   \
  COLUMN(double, serial)              \
  COLUMN(double, inode)               \
  COLUMN(double, peerInode)           \
  COLUMN(double, netNamespace)        \
  COLUMN(double, firstSeenSeconds)    \
  COLUMN(double, ownerStartTicks)     \
  COLUMN(double, receiveQueueBytes)   \
  COLUMN(double, sendQueueBytes)      \
  COLUMN(double, pendingConnections)  \
  COLUMN(double, backlog)             \
  COLUMN(double, receivedBytes)       \
  COLUMN(double, sentBytes)           \
  COLUMN(double, rttMicroseconds)     \
  COLUMN(double, retransmits)         \
  COLUMN(int32_t, ownerPid)           \
  COLUMN(int32_t, ownerCount)         \
  COLUMN(int32_t, fd)                 \
  COLUMN(int32_t, localPort)          \
  COLUMN(int32_t, remotePort)         \
  COLUMN(uint32_t, uid)               \
  COLUMN(uint8_t, protocol)           \
  COLUMN(uint8_t, family)             \
  COLUMN(uint8_t, type)               \
  COLUMN(uint8_t, state)              \
  COLUMN(uint8_t, congestionState)    \
  COLUMN(uint8_t, wildcard)           \
  COLUMN(uint8_t, v6Only)

namespace ntop {

// The columns by slot. A slot whose serial is 0 is empty.
struct SocketColumns {
#define NTOP_COLUMN(Type, name) std::vector<Type> name;
  NTOP_SOCKET_COLUMNS(NTOP_COLUMN)
#undef NTOP_COLUMN

  void resize(size_t slots) {
#define NTOP_COLUMN(Type, name) name.resize(slots);
    NTOP_SOCKET_COLUMNS(NTOP_COLUMN)
#undef NTOP_COLUMN
  }

  // Calls visit(name, column) for each.
  template <typename Visit>
  void each(Visit visit) const {
#define NTOP_COLUMN(Type, name) visit(#name, name);
    NTOP_SOCKET_COLUMNS(NTOP_COLUMN)
#undef NTOP_COLUMN
  }
};

}  // namespace ntop
