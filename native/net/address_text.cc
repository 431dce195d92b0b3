#include "address_text.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace ntop {

namespace {

std::string interfaceText(uint32_t interface, bool namesKnown) {
  char name[IF_NAMESIZE] = "";
  if (namesKnown && if_indextoname(interface, name) != nullptr) return name;
  return std::to_string(interface);
}

}  // namespace

std::string addressText(uint8_t family, const Endpoint& endpoint, uint32_t interface, bool namesKnown) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(family, endpoint.address.data(), text, sizeof text);
  const bool linkLocal = family == AF_INET6 && endpoint.address[0] == 0xfe && (endpoint.address[1] & 0xc0) == 0x80;
  if (!linkLocal || interface == 0) return text;
  return std::string(text) + "%" + interfaceText(interface, namesKnown);
}

bool isUnspecified(uint8_t family, const Endpoint& endpoint) {
  const auto& address = endpoint.address;
  const auto isZero = [](uint8_t byte) { return byte == 0; };
  const size_t bytes = family == AF_INET ? 4 : address.size();
  if (std::all_of(address.begin(), address.begin() + bytes, isZero)) return true;
  constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const bool mapped = family == AF_INET6 && std::equal(std::begin(kMapped), std::end(kMapped), address.begin());
  return mapped && std::all_of(address.begin() + sizeof kMapped, address.end(), isZero);
}

}  // namespace ntop
