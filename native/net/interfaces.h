#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

// What /proc/net/dev counts of an interface.
struct TrafficCounters {
  uint64_t receivedBytes = 0;
  uint64_t receivedPackets = 0;
  uint64_t receiveErrors = 0;
  uint64_t receiveDrops = 0;
  uint64_t sentBytes = 0;
  uint64_t sentPackets = 0;
  uint64_t sendErrors = 0;
  uint64_t sendDrops = 0;
};

struct NamedTraffic {
  std::string name;
  TrafficCounters counters;
  bool counted = true;  // in the sum over all: see links.h
};

// An address of an interface; what it has none of is empty.
struct InterfaceAddress {
  std::string interface;
  int family = 0;  // AF_INET, AF_INET6, or AF_PACKET for hardware addresses
  std::string address;
  std::string netmask;
  std::string broadcast;
  std::string pointToPoint;
};

struct InterfaceStats {
  std::string name;
  uint32_t flags = 0;  // IFF_* of netdevice(7)
  int32_t mtu = 0;
  uint32_t speedMegabits = 0;  // 0: unknown
  uint8_t duplex = 0xff;       // 0: half, 1: full
};

// Traffic by interface from procRoot/net/dev. 0 or an errno.
int readTraffic(const std::string& procRoot, std::vector<NamedTraffic>& traffic);

// Of this machine, in the network namespace of the calling thread. 0 or an errno.
int readInterfaceAddresses(std::vector<InterfaceAddress>& addresses);

// The same; an interface that goes meanwhile is left out.
int readInterfaceStats(std::vector<InterfaceStats>& stats);

}  // namespace ntop
