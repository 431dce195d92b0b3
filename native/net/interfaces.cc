#include "interfaces.h"

#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "../io/kept_file.h"
#include "../proc/system_files.h"
#include "../process/own_proc.h"
#include "address_text.h"
#include "links.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 16u << 20;

using Addresses = std::unique_ptr<ifaddrs, decltype(&freeifaddrs)>;

Addresses listAddresses() {
  ifaddrs* first = nullptr;
  return {getifaddrs(&first) == 0 ? first : nullptr, freeifaddrs};
}

template <typename Address>
Address copyOf(const sockaddr* address) {
  Address copy{};
  std::memcpy(&copy, address, sizeof copy);
  return copy;
}

std::string hardwareText(const sockaddr_ll& address) {
  std::string text;
  char part[4];
  for (size_t at = 0; at < std::min<size_t>(address.sll_halen, sizeof address.sll_addr); ++at) {
    std::snprintf(part, sizeof part, at == 0 ? "%02x" : ":%02x", address.sll_addr[at]);
    text += part;
  }
  return text;
}

std::string textOf(const sockaddr* address) {
  if (address == nullptr) return {};
  Endpoint endpoint;
  if (address->sa_family == AF_INET) {
    const auto v4 = copyOf<sockaddr_in>(address);
    std::memcpy(endpoint.address.data(), &v4.sin_addr, sizeof v4.sin_addr);
    return addressText(AF_INET, endpoint, 0, true);
  }
  if (address->sa_family == AF_INET6) {
    const auto v6 = copyOf<sockaddr_in6>(address);
    std::memcpy(endpoint.address.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    return addressText(AF_INET6, endpoint, v6.sin6_scope_id, true);
  }
  return address->sa_family == AF_PACKET ? hardwareText(copyOf<sockaddr_ll>(address)) : std::string();
}

ifreq requestFor(const std::string& name) {
  ifreq request{};
  name.copy(request.ifr_name, sizeof request.ifr_name - 1);
  return request;
}

bool askEthtool(int socket, ifreq request, void* question) {
  request.ifr_data = static_cast<char*>(question);
  return ioctl(socket, SIOCETHTOOL, &request) == 0;
}

void storeLink(InterfaceStats& stats, uint32_t speedMegabits, uint8_t duplex) {
  // Drivers report -1 for unknown, in 16 or in 32 bits.
  const bool known = speedMegabits != UINT32_MAX && speedMegabits != UINT16_MAX;
  stats.speedMegabits = known ? speedMegabits : 0;
  stats.duplex = duplex;
}

// The newer question must be asked twice: first for how much room the answer takes.
bool askLinkSettings(int socket, const ifreq& request, InterfaceStats& stats) {
  constexpr size_t kBytes = sizeof(ethtool_link_settings) + 3 * INT8_MAX * sizeof(uint32_t);
  alignas(ethtool_link_settings) char room[kBytes] = {};
  auto* settings = reinterpret_cast<ethtool_link_settings*>(room);
  settings->cmd = ETHTOOL_GLINKSETTINGS;
  if (!askEthtool(socket, request, settings) || settings->link_mode_masks_nwords >= 0) return false;
  const auto words = static_cast<int8_t>(-settings->link_mode_masks_nwords);
  *settings = {};
  settings->cmd = ETHTOOL_GLINKSETTINGS;
  settings->link_mode_masks_nwords = words;
  if (!askEthtool(socket, request, settings)) return false;
  storeLink(stats, settings->speed, settings->duplex);
  return true;
}

void askLink(int socket, const ifreq& request, InterfaceStats& stats) {
  if (askLinkSettings(socket, request, stats)) return;
  ethtool_cmd settings{};
  settings.cmd = ETHTOOL_GSET;
  if (askEthtool(socket, request, &settings)) storeLink(stats, ethtool_cmd_speed(&settings), settings.duplex);
}

}  // namespace

int readTraffic(const std::string& procRoot, std::vector<NamedTraffic>& traffic) {
  std::string text;
  thread_local KeptFile kept("/proc/net/dev");
  const bool isOurs = procRoot == "/proc";
  const int error = isOurs ? kept.read(text, kMostBytes)
                           : readFile(AT_FDCWD, (procRoot + "/net/dev").c_str(), text, kMostBytes);
  if (error != 0) return error;
  thread_local LinkWatch links;
  const auto* const counting = isOurs && isProcOurs() ? links.counting() : nullptr;
  for (const proc::Interface& found : proc::parseInterfaces(text)) {
    const std::string name(found.name);
    traffic.push_back({name,
                       {found.receivedBytes, found.receivedPackets, found.receiveErrors, found.receiveDrops,
                        found.sentBytes, found.sentPackets, found.sendErrors, found.sendDrops},
                       counting != nullptr ? counting->count(name) != 0 : name != "lo"});
  }
  return 0;
}

int readInterfaceAddresses(std::vector<InterfaceAddress>& addresses) {
  errno = 0;
  const Addresses list = listAddresses();
  if (!list && errno != 0) return errno;
  for (const ifaddrs* one = list.get(); one != nullptr; one = one->ifa_next) {
    InterfaceAddress found;
    found.interface = one->ifa_name;
    found.address = textOf(one->ifa_addr);
    if (found.address.empty()) continue;
    found.family = one->ifa_addr->sa_family;
    found.netmask = textOf(one->ifa_netmask);
    if ((one->ifa_flags & IFF_BROADCAST) != 0) found.broadcast = textOf(one->ifa_broadaddr);
    else if ((one->ifa_flags & IFF_POINTOPOINT) != 0) found.pointToPoint = textOf(one->ifa_dstaddr);
    addresses.push_back(std::move(found));
  }
  return 0;
}

int readInterfaceStats(std::vector<InterfaceStats>& stats) {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  // getifaddrs(3) gives no hardware address of a tunnel, so it is recognised by its other addresses.
  const std::unique_ptr<struct if_nameindex, decltype(&if_freenameindex)> list(if_nameindex(), if_freenameindex);
  if (!list) return errno;
  for (const struct if_nameindex* one = list.get(); one->if_name != nullptr; ++one) {
    InterfaceStats found;
    found.name = one->if_name;
    ifreq request = requestFor(found.name);
    if (ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) continue;
    found.flags = static_cast<uint16_t>(request.ifr_flags);
    request = requestFor(found.name);
    if (ioctl(socket.get(), SIOCGIFMTU, &request) != 0) continue;
    found.mtu = request.ifr_mtu;
    askLink(socket.get(), requestFor(found.name), found);
    stats.push_back(std::move(found));
  }
  return 0;
}

}  // namespace ntop
