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
  return text.size() == colon + 5 && readHex(text.substr(colon + 1), port);
}

// So many hexadecimal digits, a colon, and so many more.
bool isHexPair(std::string_view text, size_t before, size_t after) {
  uint64_t unused = 0;
  return text.size() == before + 1 + after && text[before] == ':' && readHex(text.substr(0, before), unused) &&
         readHex(text.substr(before + 1), unused);
}

// 00000000:00000000
bool readQueues(std::string_view text, InetSocket& socket) {
  constexpr size_t kDigits = 8;
  return isHexPair(text, kDigits, kDigits) && readHex(text.substr(0, kDigits), socket.sendQueueBytes) &&
         readHex(text.substr(kDigits + 1), socket.receiveQueueBytes);
}

std::optional<InetSocket> parseInetSocket(std::string_view line) {
  InetSocket socket;
  Fields fields(line);
  const std::string_view number = fields.word();
  if (number.empty() || number.back() != ':') return {};
  if (!readAddress(fields.word(), socket.localAddress, socket.localPort, socket.v6)) return {};
  if (!readAddress(fields.word(), socket.remoteAddress, socket.remotePort, socket.v6)) return {};
  if (!readHex(fields.word(), socket.state) || !readQueues(fields.word(), socket)) return {};
  if (!isHexPair(fields.word(), 2, 8)) return {};  // timer
  fields.skip(1);  // retransmits of the last segment
  fields.read(socket.uid);
  fields.skip(1);  // time-outs
  fields.read(socket.inode);
  fields.skip(1);  // more follows always: a line that was cut inside its inode would name another socket
  if (!fields.ok()) return {};
  return socket;
}

// As `%5lu` writes it, at the front of a line.
bool readPaddedInode(std::string_view& line, uint64_t& inode) {
  constexpr size_t kWidth = 5;
  const size_t blanks = std::min(line.find_first_not_of(' '), line.size());
  const auto [end, error] = std::from_chars(line.data() + blanks, line.data() + line.size(), inode);
  const auto length = static_cast<size_t>(end - line.data());
  if (error != std::errc() || (blanks > 0 && length != kWidth) || length < kWidth) return false;
  line.remove_prefix(length);
  return true;
}

// A line of a list, cut at its newline; false at the end, and for one that has none and so may be cut.
bool nextWholeLine(std::string_view& rest, std::string_view& line) {
  if (rest.find('\n') == std::string_view::npos) return false;
  return nextLine(rest, line);
}

// The front of a line in the kernel's own form, `%p: %08X %08X %08X %04X %02X %5lu`; what follows is the name.
std::optional<UnixSocket> parseUnixSocket(std::string_view line) {
  const size_t colon = line.find(": ");
  uint64_t address = 0;
  if ((colon != 8 && colon != 16) || !readHex(line.substr(0, colon), address)) return {};
  line.remove_prefix(colon + 2);
  UnixSocket socket;
  uint32_t references = 0;
  uint32_t protocol = 0;
  uint32_t* const numbers[] = {&references, &protocol, &socket.flags, &socket.type, &socket.state};
  const size_t digits[] = {8, 8, 8, 4, 2};
  for (size_t field = 0; field < std::size(digits); ++field) {
    const size_t width = digits[field];
    if (line.size() <= width || line[width] != ' ' || !readHex(line.substr(0, width), *numbers[field])) return {};
    line.remove_prefix(width + 1);
  }
  constexpr uint32_t kLastState = 4;
  if (protocol != 0 || socket.state == 0 || socket.state > kLastState) return {};
  if (!readPaddedInode(line, socket.inode)) return {};
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
  while (nextWholeLine(text, line)) {
    if (const auto socket = parseInetSocket(line)) sockets.push_back(*socket);
  }
  return sockets;
}

std::vector<UnixSocket> parseUnixSockets(std::string_view text) {
  std::vector<UnixSocket> sockets;
  std::string_view line;
  while (nextWholeLine(text, line)) {
    if (const auto socket = parseUnixSocket(line)) {
      sockets.push_back(*socket);
    } else if (!sockets.empty()) {
      extendName(sockets.back(), line);
    }
  }
  return sockets;
}

}  // namespace ntop::proc
