#include "../proc/net_sockets.h"

#include "garbage.h"
#include "harness.h"

using namespace ntop::proc;

namespace {

const std::string kHeader =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

const std::string kNowhere6 = std::string(32, '0') + ":0000";

std::string inetLine(const std::string& local, const std::string& remote, const std::string& state) {
  return "   0: " + local + " " + remote + " " + state +
         " 0000000A:00000B00 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0\n";
}

const std::string kUnixHeader = "Num       RefCount Protocol Flags    Type St Inode Path\n";

std::string unixLine(const std::string& inode, const std::string& name) {
  return "0000000000000000: 00000002 00000000 00010000 0001 01 " + inode + (name.empty() ? "" : " " + name) + "\n";
}

}  // namespace

TEST("an IPv4 address, its port, queues, user and inode are read from /proc/net/tcp") {
  const std::string text = kHeader + inetLine("0100007F:1F90", "0200000A:01BB", "01");
  const auto sockets = parseInetSockets(text);
  EQUAL(sockets.size(), 1u);
  const InetSocket& socket = sockets.at(0);
  CHECK(!socket.v6 && socket.localAddress[0] == 127 && socket.localAddress[3] == 1 && socket.remoteAddress[0] == 10);
  EQUAL(socket.localPort, 8080);
  EQUAL(socket.remotePort, 443);
  EQUAL(socket.sendQueueBytes, 10u);
  EQUAL(socket.receiveQueueBytes, 0xb00u);
  EQUAL(socket.uid, 1000u);
  EQUAL(socket.inode, 4711u);
}

TEST("an IPv6 address is four words, each in the machine's order") {
  const auto sockets = parseInetSockets(inetLine("B80D0120000000000000000001000000:01BB", kNowhere6, "0A"));
  EQUAL(sockets.size(), 1u);
  const auto& address = sockets.at(0).localAddress;
  const std::array<uint8_t, 16> expected = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  CHECK(sockets[0].v6 && address == expected);
}

TEST("a state that nobody knows is kept as it is") {
  EQUAL(parseInetSockets(inetLine("0100007F:1F90", "00000000:0000", "0D")).at(0).state, 13);
}

TEST("lines that are cut, or have an address of another length, are left out") {
  const std::string line = inetLine("0100007F:1F90", "00000000:0000", "0A");
  CHECK(parseInetSockets(line.substr(0, line.find("4711"))).empty());
  CHECK(parseInetSockets(inetLine("0100007:1F90", "00000000:0000", "0A")).empty());
  CHECK(parseInetSockets(inetLine("0100007F:11F90", "00000000:0000", "0A")).empty());
  CHECK(parseInetSockets(inetLine("0100007G:1F90", "00000000:0000", "0A")).empty());
}

TEST("a list that was cut inside a line names no socket by the rest of it") {
  const std::string unix = unixLine("123456", "/a") + unixLine("987654", "");
  for (size_t cut = 1; cut < 6; ++cut) {
    const std::string text = unix.substr(0, unix.size() - cut);
    const auto sockets = parseUnixSockets(text);
    EQUAL(sockets.size(), 1u);
    EQUAL(sockets.at(0).name, "/a");
  }
  const std::string inet = inetLine("0100007F:1F90", "00000000:0000", "0A");
  CHECK(parseInetSockets(inet.substr(0, inet.size() - 1)).empty());
  CHECK(parseInetSockets(inet.substr(0, inet.find("4711") + 2) + "\n").empty());
}

TEST("a line of another shape than the kernel's is no socket") {
  const std::string front = "0000000000000000: 00000002 00000000 00010000 0001 ";
  for (const char* rest : {"01 123 /a", "01    123 /a", "01 0x123 /a", "05   123 /a", "00   123 /a", "1   123 /a"}) {
    CHECK(parseUnixSockets(front + rest + "\n").empty());
  }
  CHECK(parseUnixSockets("0000000000: 00000002 00000000 00010000 0001 01   123 /a\n").empty());
  CHECK(parseUnixSockets("0000000000000000: 00000002 00000007 00010000 0001 01   123 /a\n").empty());
  std::string line = inetLine("0100007F:1F90", "00000000:0000", "0A");
  CHECK(parseInetSockets(line.replace(line.find("   0:"), 5, "   x ")).empty());
  line = inetLine("0100007F:1F90", "00000000:0000", "0A");
  CHECK(parseInetSockets(line.replace(line.find(" 00:0000"), 4, " 000:")).empty());
}

TEST("unix sockets keep their whole name, whatever it holds") {
  const std::string names[] = {"/a b  c ", "", "@x@y", "nl\nb c d e f g h i\n", "\nfirst", "\xff\x1b[2J"};
  std::string text = kUnixHeader;
  for (const std::string& name : names) text += unixLine("  123", name);
  const auto sockets = parseUnixSockets(text);
  EQUAL(sockets.size(), 6u);
  for (size_t at = 0; at < sockets.size(); ++at) {
    EQUAL(sockets[at].inode, 123u);
    EQUAL(sockets[at].name, names[at]);
  }
}

TEST("a line that only begins like a unix socket belongs to the name before it") {
  const std::string text = unixLine("    5", "a\nffff0000: b") +
                           unixLine("    6", "a\n0000000000000000: 00000002 00000000 00010000 0001 1 7 x");
  const auto sockets = parseUnixSockets(text);
  EQUAL(sockets.size(), 2u);
  EQUAL(sockets.at(0).name, "a\nffff0000: b");
}

TEST("no list of sockets fails on garbage or looks beyond its end") {
  const std::string inet = inetLine("0100007F:1F90", "0100007F:1F90", "0A") +
                           inetLine("B80D0120000000000000000001000000:01BB", kNowhere6, "0A");
  garbage::tryMany(inet, [](std::string_view text) { CHECK(parseInetSockets(text).size() <= text.size()); });
  garbage::tryMany(unixLine("    5", "a\nb") + unixLine("    6", ""), [](std::string_view text) {
    for (const UnixSocket& socket : parseUnixSockets(text)) CHECK(socket.name.size() <= text.size());
  });
}
