#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The messages of the kernel's process connector (linux/cn_proc.h), and the one that asks for them.
namespace ntop {

enum class ConnectorKind : uint8_t { kAnswer, kFork, kExec, kUser, kName, kExit };

struct ConnectorMessage {
  ConnectorKind kind = ConnectorKind::kAnswer;
  uint64_t monotonicNanoseconds = 0;
  int32_t pid = 0;        // of the thread; after a fork, of the new one
  int32_t processId = 0;  // of its process
  int32_t parentId = 0;   // after a fork or an exit: its parent's process; 0 if unknown
  uint32_t userId = 0;    // the new effective one
  uint32_t waitStatus = 0;
  uint32_t error = 0;   // of an answer: an errno
  uint32_t answers = 0;  // the number of the request that it answers, plus one
  std::string name;     // the new one; hostile
};

// What one datagram tells; nothing of messages of no interest here, and of what is no message of the connector.
std::optional<ConnectorMessage> parseConnectorMessage(std::string_view datagram);

enum class ConnectorRequest : uint32_t { kListen = 1, kIgnore = 2 };

// The datagram with this request. The number comes back in its answer. Of its two sizes the shorter one: every kernel
// knows it, and it leaves the answers and the numbers of messages alone.
std::string connectorRequest(ConnectorRequest request, uint32_t number, uint32_t portId);

}  // namespace ntop
