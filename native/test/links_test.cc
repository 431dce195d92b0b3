#include "../net/links.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <set>

#include "harness.h"

using namespace ntop;

namespace {

using Names = std::set<std::string>;

Names counting(const std::vector<Link>& links) {
  const auto names = linksThatCount(links);
  return Names(names.begin(), names.end());
}

Link link(int32_t index, const char* name, const char* kind = "", int32_t master = 0, std::optional<int32_t> lower = {}) {
  return {index, name, std::string(name) == "lo", kind, master, lower};
}

std::string attribute(uint16_t type, std::string value) {
  const nlattr header{static_cast<uint16_t>(sizeof(nlattr) + value.size()), type};
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes += value;
  bytes.resize(NLA_ALIGN(bytes.size()));
  return bytes;
}

std::string number(int32_t value) { return std::string(reinterpret_cast<const char*>(&value), sizeof value); }

std::string message(int32_t index, uint32_t flags, const std::string& attributes) {
  ifinfomsg header{};
  header.ifi_index = index;
  header.ifi_flags = flags;
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) + attributes;
}

}  // namespace

TEST("a link says its name, kind, master and what it lies over in this namespace") {
  const std::string name = attribute(IFLA_IFNAME, std::string("veth0\0", 6));
  const std::string kind = attribute(IFLA_LINKINFO, attribute(IFLA_INFO_KIND, std::string("veth\0", 5)));
  const auto here = parseLink(message(4, 0, name + attribute(IFLA_LINK, number(9)) + kind + attribute(IFLA_MASTER, number(2))));
  CHECK(here && here->index == 4 && here->name == "veth0" && here->kind == "veth" && here->master == 2 && here->lower == 9);
  const auto elsewhere = parseLink(message(4, 0, name + attribute(IFLA_LINK, number(9)) + attribute(IFLA_LINK_NETNSID, number(0))));
  CHECK(elsewhere && !elsewhere->lower && elsewhere->kind.empty());
  const auto itself = parseLink(message(4, IFF_LOOPBACK, name + attribute(IFLA_LINK, number(4))));
  CHECK(itself && !itself->lower && itself->isLoopback);
  for (const std::string& garbage : {std::string(), std::string(5, 'x'), message(1, 0, ""), message(1, 0, "\xff\xff\xff\xff")}) {
    CHECK(!parseLink(garbage));
  }
}

TEST("the sum is over the hardware, whatever lies over it") {
  EQUAL(counting({link(1, "lo"), link(2, "eth0", "", 5), link(3, "eth1", "", 5), link(4, "wlan0"), link(5, "bond0", "bond"),
                  link(6, "bond0.7", "vlan", 0, 5), link(7, "docker0", "bridge"), link(8, "veth1", "veth", 7),
                  link(9, "tun0", "tun"), link(10, "wg0", "wireguard")}),
        (Names{"eth0", "eth1", "wlan0"}));
  EQUAL(counting({link(1, "lo"), link(2, "wwan0", "wwan"), link(3, "veth1", "veth")}), Names{"wwan0"});
}

TEST("hardware that is passed through to a virtual machine counts with the interface that it is a member of") {
  EQUAL(counting({link(1, "lo"), link(2, "eth0"), link(3, "enP1s0", "", 2)}), Names{"eth0"});
}

TEST("without hardware the sum is over what lies over nothing else here, and no bridge between its members") {
  // The wire leads out; a container is behind the bridge.
  EQUAL(counting({link(1, "lo"), link(2, "wire", "veth"), link(3, "br0", "bridge"), link(4, "veth0", "veth", 3)}),
        Names{"wire"});
  EQUAL(counting({link(1, "lo"), link(2, "eth0", "veth"), link(3, "eth0.7", "vlan", 0, 2)}), Names{"eth0"});
  EQUAL(counting({link(1, "lo"), link(2, "eth0", "veth", 4), link(3, "eth1", "veth", 4), link(4, "bond0", "bond")}),
        Names{"bond0"});
  EQUAL(counting({link(1, "lo"), link(2, "eth0", "veth", 3), link(3, "br0", "bridge")}), Names{"br0"});
  EQUAL(counting({link(1, "lo"), link(2, "tap0", "tun")}), Names{"tap0"});
  EQUAL(counting({link(1, "lo")}), Names());
}

TEST("the links of this machine can be asked for, and are known until they change") {
  std::vector<Link> links;
  EQUAL(readLinks(links), 0);
  CHECK(!links.empty());
  LinkWatch watch;
  const auto* const first = watch.counting();
  CHECK(first != nullptr && *first == linksThatCount(links));
  CHECK(watch.counting() == first);
}
