#include "net_sockets.h"

#include <charconv>
#include <cstring>

#include "fields.h"

namespace ntop::proc {

namespace {

// Exactly so many hexadecimal digits.
template <typename Number>
bool readHex(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return error == std::errc() && end == text.data() + text.size();
}

// 0100007F:1F90, or four such words for IPv6: each is a word of the address as the machine reads it.
bool readAddress(std::string_view text, std::array<uint8_t, 16>& address, uint16_t& port, bool& v6) {
  constexpr size_t kWordDigits = 8;
  const size_t colon = text.find(':');
  if (colon != kWordDigits && colon != 4 * kWordDigits) return false;
  v6 = colon != kWordDigits;
  for (size_t word = 0; word < colon / kWordDigits; ++word) {
    uint32_t value = 0;
    if (!readHex(text.substr(word * kWordDigits, kWordDigits), value)) return false;
    std::memcpy(address.data() + word * sizeof value, &value, sizeof value);
  }
  return readHex(text.substr(colon + 1), port);
}

// 00000000:00000000
bool readQueues(std::string_view text, InetSocket& socket) {
  const size_t colon = text.find(':');
  return colon != std::string_view::npos && readHex(text.substr(0, colon), socket.sendQueueBytes) &&
         readHex(text.substr(colon + 1), socket.receiveQueueBytes);
}

std::optional<InetSocket> parseInetSocket(std::string_view line) {
  InetSocket socket;
  Fields fields(line);
  fields.skip(1);  // its number
  if (!readAddress(fields.word(), socket.localAddress, socket.localPort, socket.v6)) return {};
  if (!readAddress(fields.word(), socket.remoteAddress, socket.remotePort, socket.v6)) return {};
  if (!readHex(fields.word(), socket.state) || !readQueues(fields.word(), socket)) return {};
  fields.skip(2);  // timer, retransmits of the last segment
  fields.read(socket.uid);
  fields.skip(1);  // time-outs
  fields.read(socket.inode);
  if (!fields.ok()) return {};
  return socket;
}

// The front of a line in the kernel's own form, `%p: %08X %08X %08X %04X %02X %5lu`; what follows is the name.
std::optional<UnixSocket> parseUnixSocket(std::string_view line) {
  const size_t colon = line.find(": ");
  uint64_t address = 0;
  if (colon < 8 || colon > 16 || !readHex(line.substr(0, colon), address)) return {};
  line.remove_prefix(colon + 2);
  UnixSocket socket;
  uint32_t unused = 0;
  uint32_t* const numbers[] = {&unused, &unused, &socket.flags, &socket.type, &socket.state};
  const size_t digits[] = {8, 8, 8, 4, 2};
  for (size_t field = 0; field < std::size(digits); ++field) {
    const size_t width = digits[field];
    if (line.size() <= width || line[width] != ' ' || !readHex(line.substr(0, width), *numbers[field])) return {};
    line.remove_prefix(width + 1);
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), socket.inode);
  if (error != std::errc()) return {};
  line.remove_prefix(static_cast<size_t>(end - line.data()));
  if (!line.empty() && line[0] != ' ') return {};
  socket.name = line.substr(std::min<size_t>(1, line.size()));
  return socket;
}

// What continues the name of the socket before it.
void extendName(UnixSocket& socket, std::string_view line) {
  const char* begin = socket.name.data();
  socket.name = {begin, static_cast<size_t>(line.data() + line.size() - begin)};
}

}  // namespace

std::vector<InetSocket> parseInetSockets(std::string_view text) {
  std::vector<InetSocket> sockets;
  std::string_view line;
  while (nextLine(text, line)) {
    if (const auto socket = parseInetSocket(line)) sockets.push_back(*socket);
  }
  return sockets;
}

std::vector<UnixSocket> parseUnixSockets(std::string_view text) {
  std::vector<UnixSocket> sockets;
  std::string_view line;
  while (nextLine(text, line)) {
    if (const auto socket = parseUnixSocket(line)) {
      sockets.push_back(*socket);
    } else if (!sockets.empty()) {
      extendName(sockets.back(), line);
    }
  }
  return sockets;
}

}  // namespace ntop::proc
