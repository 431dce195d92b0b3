#include "links.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>

#include "../io/syscalls.h"
#include "netlink.h"

namespace ntop {

namespace {

// Devices that connect what lies below them, so that a byte that passes comes in by one and goes out by another of it.
// (A bond, a team or a VRF stands for its members.)
bool isSwitch(const Link& link) { return link.kind == "bridge" || link.kind == "openvswitch"; }

std::string textOf(std::string_view bytes) { return std::string(bytes.substr(0, bytes.find('\0'))); }

void takeAttribute(uint16_t type, std::string_view value, Link& link, bool& isElsewhere) {
  int32_t number = 0;
  switch (type) {
    case IFLA_IFNAME:
      link.name = textOf(value);
      break;
    case IFLA_MASTER:
      if (readStruct(value, number)) link.master = number;
      break;
    case IFLA_LINK:
      if (readStruct(value, number) && number != link.index && number != 0) link.lower = number;
      break;
    case IFLA_LINK_NETNSID:
      isElsewhere = true;
      break;
    case IFLA_LINKINFO:
      eachAttribute(value, [&](uint16_t of, std::string_view kind) {
        if (of == IFLA_INFO_KIND) link.kind = textOf(kind);
      });
      break;
    default:
      break;
  }
}

// Hardware has no kind, but for modems and InfiniBand.
bool isHardware(const Link& link) {
  return !link.isLoopback && (link.kind.empty() || (!link.lower && (link.kind == "wwan" || link.kind == "ipoib")));
}

using LinkByIndex = std::unordered_map<int32_t, const Link*>;

UniqueFd openEvents() {
  UniqueFd netlink(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  const bool bound = netlink && bind(netlink.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  return bound ? std::move(netlink) : UniqueFd();
}

}  // namespace

std::optional<Link> parseLink(std::string_view payload) {
  ifinfomsg header{};
  if (!readStruct(payload, header)) return {};
  Link link;
  link.index = header.ifi_index;
  link.isLoopback = (header.ifi_flags & IFF_LOOPBACK) != 0;
  bool isElsewhere = false;
  payload.remove_prefix(std::min<size_t>(NLMSG_ALIGN(sizeof header), payload.size()));
  eachAttribute(payload, [&](uint16_t type, std::string_view value) { takeAttribute(type, value, link, isElsewhere); });
  // Its number there may be that of another one here.
  if (isElsewhere) link.lower.reset();
  if (link.name.empty()) return {};
  return link;
}

int readLinks(std::vector<Link>& links) {
  const UniqueFd netlink = openNetlink(NETLINK_ROUTE);
  if (!netlink) return errno;
  ifinfomsg question{};
  std::string request(reinterpret_cast<const char*>(&question), sizeof question);
  const uint32_t withoutStatistics = RTEXT_FILTER_SKIP_STATS;
  const nlattr attribute{NLA_HDRLEN + sizeof withoutStatistics, IFLA_EXT_MASK};
  request.append(reinterpret_cast<const char*>(&attribute), sizeof attribute);
  request.append(reinterpret_cast<const char*>(&withoutStatistics), sizeof withoutStatistics);
  const DumpState state = dump(netlink.get(), RTM_GETLINK, request, [&](uint16_t type, std::string_view payload) {
    auto link = type == RTM_NEWLINK ? parseLink(payload) : std::nullopt;
    if (link) links.push_back(std::move(*link));
  });
  return state.error;
}

std::unordered_set<std::string> linksThatCount(const std::vector<Link>& links) {
  LinkByIndex byIndex;
  for (const Link& link : links) byIndex[link.index] = &link;
  std::unordered_set<std::string> names;
  const auto take = [&](auto counts) {
    for (const Link& link : links) {
      if (counts(link)) names.insert(link.name);
    }
    return !names.empty();
  };
  // A virtual machine's interface counts for the passed through hardware that is a member of it.
  const auto isOutermost = [&](const Link& link) {
    const auto master = byIndex.find(link.master);
    return isHardware(link) && (master == byIndex.end() || !isHardware(*master->second));
  };
  if (take(isOutermost)) return names;
  const auto isOnTop = [&](const Link& link) {
    return !link.isLoopback && link.master == 0 && (!link.lower || byIndex.count(*link.lower) == 0);
  };
  if (take([&](const Link& link) { return isOnTop(link) && !isSwitch(link); })) return names;
  // All there is may go through a switch of its own.
  take(isOnTop);
  return names;
}

const std::unordered_set<std::string>* LinkWatch::counting() {
  if (isKnown_ && !hasChanged()) return &counting_;
  // First, so that nothing changes unseen.
  if (!events_) events_ = openEvents();
  std::vector<Link> links;
  isKnown_ = readLinks(links) == 0;
  counting_ = linksThatCount(links);
  return isKnown_ ? &counting_ : nullptr;
}

bool LinkWatch::hasChanged() {
  if (!events_) return true;
  bool changed = false;
  char event[8192];
  for (;;) {
    countSyscalls();
    const ssize_t got = recv(events_.get(), event, sizeof event, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    // More than the socket holds is a change too.
    if (got < 0) return changed || errno != EAGAIN;
    changed = true;
  }
}

}  // namespace ntop
