#include "../net/socket_table.h"

#include <sys/socket.h>

#include "harness.h"

using namespace ntop;

namespace {

const SocketPlace kHere = {100, true};

Socket tcp(uint64_t cookie, uint16_t port) {
  Socket socket;
  socket.family = AF_INET;
  socket.state = 1;
  socket.cookie = cookie;
  socket.inode = 50;
  socket.local.address = {127, 0, 0, 1};
  socket.local.port = port;
  return socket;
}

// A whole sample of these sockets; the slots they took.
std::vector<int> sample(SocketTable& table, const std::vector<Socket>& sockets, bool mayBeMissed = false) {
  std::vector<int> slots;
  table.begin();
  for (const Socket& socket : sockets) slots.push_back(table.update(kHere, socket, kUnknownNumber));
  table.finish([=](SocketKind, uint64_t) { return mayBeMissed; });
  return slots;
}

double serialOf(const SocketTable& table, int slot) { return table.columns.serial[static_cast<size_t>(slot)]; }

}  // namespace

TEST("a socket keeps slot and serial as long as its cookie is told") {
  SocketTable table;
  const int slot = sample(table, {tcp(1, 80)})[0];
  const double serial = serialOf(table, slot);
  Socket ended = tcp(1, 80);
  ended.inode = 0;
  ended.state = kTimeWait;
  EQUAL(sample(table, {tcp(2, 81), ended})[1], slot);
  EQUAL(serialOf(table, slot), serial);
  EQUAL(table.count(), 2);
}

TEST("a port taken by another socket between two samples is another row") {
  SocketTable table;
  const double before = serialOf(table, sample(table, {tcp(1, 80)})[0]);
  const double after = serialOf(table, sample(table, {tcp(2, 80)})[0]);
  CHECK(before != after);
  EQUAL(table.count(), 1);
}

TEST("without cookies inode and addresses tell sockets apart") {
  SocketTable table;
  Socket other = tcp(0, 80);
  other.remote.port = 1;
  Socket ended = tcp(0, 80);
  ended.inode = 0;
  const auto slots = sample(table, {tcp(0, 80), other, ended, tcp(0, 80)});
  EQUAL(table.count(), 3);
  EQUAL(slots[0], slots[3]);
  CHECK(sample(table, {tcp(0, 80), other, ended}) == std::vector<int>(slots.begin(), slots.begin() + 3));
}

TEST("the same cookie in another network namespace is another socket") {
  SocketTable table;
  table.begin();
  const int here = table.update(kHere, tcp(1, 80), 0);
  CHECK(table.update({200, false}, tcp(1, 80), 0) != here);
}

TEST("what was not told again goes, unless it may have been missed") {
  SocketTable table;
  sample(table, {tcp(1, 80), tcp(2, 81)});
  sample(table, {tcp(1, 80)}, true);
  EQUAL(table.count(), 2);
  sample(table, {tcp(1, 80)});
  EQUAL(table.count(), 1);
  sample(table, {});
  EQUAL(table.slots(), 0);
}

TEST("addresses are told when they come, change and go") {
  SocketTable table;
  const int slot = sample(table, {tcp(1, 80)})[0];
  EQUAL(table.text(SocketText::kLocal, slot), "127.0.0.1");
  EQUAL(table.text(SocketText::kRemote, slot), "0.0.0.0");
  table.changed(SocketText::kLocal).clear();
  sample(table, {tcp(1, 80)});
  CHECK(table.changed(SocketText::kLocal).empty());
  Socket moved = tcp(1, 80);
  moved.local.address = {10, 0, 0, 1};
  sample(table, {moved});
  EQUAL(table.text(SocketText::kLocal, slot), "10.0.0.1");
  sample(table, {});
  EQUAL(table.text(SocketText::kLocal, slot), "");
  EQUAL(table.changed(SocketText::kLocal).size(), 2u);
}

TEST("a link-local address names its interface, elsewhere by number") {
  SocketTable table;
  Socket socket = tcp(1, 80);
  socket.family = AF_INET6;
  socket.local.address = {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  socket.interface = 1;
  table.begin();
  EQUAL(table.text(SocketText::kLocal, table.update(kHere, socket, 0)), "fe80::1%lo");
  EQUAL(table.text(SocketText::kLocal, table.update({200, false}, socket, 0)), "fe80::1%1");
}

TEST("only a listener at every address is marked as a wildcard") {
  SocketTable table;
  const auto isWildcard = [&](SocketKind kind, uint8_t family, uint8_t state, std::array<uint8_t, 16> address) {
    Socket socket = tcp(1, 80);
    socket.kind = kind;
    socket.family = family;
    socket.state = state;
    socket.local.address = address;
    return table.columns.wildcard[static_cast<size_t>(table.update(kHere, socket, 0))] == 1;
  };
  table.begin();
  CHECK(isWildcard(SocketKind::kTcp, AF_INET, kListening, {}));
  CHECK(isWildcard(SocketKind::kTcp, AF_INET6, kListening, {}));
  CHECK(isWildcard(SocketKind::kTcp, AF_INET6, kListening, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}));
  CHECK(isWildcard(SocketKind::kUdp, AF_INET, kClosed, {}));
  CHECK(!isWildcard(SocketKind::kTcp, AF_INET, kListening, {127, 0, 0, 1}));
  CHECK(!isWildcard(SocketKind::kTcp, AF_INET6, kListening, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
  CHECK(!isWildcard(SocketKind::kTcp, AF_INET, kEstablished, {}));
  CHECK(!isWildcard(SocketKind::kUnix, AF_UNIX, kListening, {}));
}
