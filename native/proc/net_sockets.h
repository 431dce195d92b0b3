#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// The lists of sockets in proc_pid_net(5), as the kernel writes them on a machine of the same byte order.
namespace ntop::proc {

// A line of /proc/net/tcp, udp or raw, or of their twins for IPv6. Addresses in network order, IPv4 in the first bytes.
struct InetSocket {
  std::array<uint8_t, 16> localAddress{};
  std::array<uint8_t, 16> remoteAddress{};
  uint16_t localPort = 0;
  uint16_t remotePort = 0;
  bool v6 = false;
  uint8_t state = 0;
  uint32_t sendQueueBytes = 0;
  uint32_t receiveQueueBytes = 0;
  uint32_t uid = 0;
  uint64_t inode = 0;
};
std::vector<InetSocket> parseInetSockets(std::string_view text);

// A line of /proc/net/unix. The name is the rest of it: an abstract one begins with @.
struct UnixSocket {
  uint32_t flags = 0;
  uint32_t type = 0;
  uint32_t state = 0;
  uint64_t inode = 0;
  std::string_view name;
};
// A name may hold newlines: lines that are not of the kernel's own form belong to the name before them. A name that
// holds such a line on purpose is indistinguishable from another socket here, so that no inode, and no owner, is proven;
// over netlink they are.
std::vector<UnixSocket> parseUnixSockets(std::string_view text);

}  // namespace ntop::proc
