#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "../io/file.h"

// What network interfaces are and which lie over which, from rtnetlink(7): so that a sum of their traffic counts a byte
// once, that a container sends over a bridge and then over the wire.
namespace ntop {

struct Link {
  int32_t index = 0;
  std::string name;
  bool isLoopback = false;
  std::string kind;           // bridge, veth, vlan …; empty for hardware
  int32_t master = 0;         // the bridge, bond … that it is a member of
  std::optional<int32_t> lower;  // the interface of this namespace that it lies over, or the other end of a pair
};

// From the payload of RTM_NEWLINK.
std::optional<Link> parseLink(std::string_view payload);

// Those of the calling thread's network namespace. 0 or an errno.
int readLinks(std::vector<Link>& links);

// The names of those whose traffic, added up, is that of the machine: of its hardware; or where it has none, as in a
// container, of what lies over nothing else here.
std::unordered_set<std::string> linksThatCount(const std::vector<Link>& links);

// Keeps them over many samples, and reads them anew when the kernel says that something has changed.
class LinkWatch {
 public:
  // Null when it can't be known. One thread at a time, and all of the same network namespace, may ask.
  const std::unordered_set<std::string>* counting();

 private:
  bool hasChanged();

  UniqueFd events_;
  bool isKnown_ = false;
  std::unordered_set<std::string> counting_;
};

}  // namespace ntop
