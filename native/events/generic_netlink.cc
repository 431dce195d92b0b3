#include "generic_netlink.h"

#include <linux/genetlink.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "../io/syscalls.h"
#include "../net/netlink.h"

namespace ntop {

namespace {

constexpr size_t kAnswerBytes = 16384;

void appendPadded(std::string& message, std::string_view bytes) {
  message.append(bytes);
  message.append(NLMSG_ALIGN(message.size()) - message.size(), '\0');
}

template <typename Struct>
std::string_view bytesOf(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

std::string genericRequest(uint16_t family, uint32_t sequence, uint8_t command, uint16_t attribute,
                           std::string_view value, uint16_t flags) {
  genlmsghdr generic{};
  generic.cmd = command;
  generic.version = 1;
  nlattr attributeHeader{};
  attributeHeader.nla_len = static_cast<uint16_t>(sizeof attributeHeader + value.size());
  attributeHeader.nla_type = attribute;
  nlmsghdr header{};
  header.nlmsg_len = static_cast<uint32_t>(sizeof header + sizeof generic + NLA_ALIGN(attributeHeader.nla_len));
  header.nlmsg_type = family;
  header.nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
  header.nlmsg_seq = sequence;
  std::string message(bytesOf(header));
  message.append(bytesOf(generic)).append(bytesOf(attributeHeader));
  appendPadded(message, value);
  return message;
}

uint16_t parseFamily(std::string_view payload) {
  uint16_t family = 0;
  if (payload.size() < sizeof(genlmsghdr)) return 0;
  eachAttribute(payload.substr(sizeof(genlmsghdr)), [&](uint16_t type, std::string_view bytes) {
    if (type == CTRL_ATTR_FAMILY_ID) readStruct(bytes, family);
  });
  return family;
}

int ask(int netlink, const std::string& request, std::string& payload) {
  nlmsghdr header{};
  readStruct(request, header);
  countSyscalls();
  if (send(netlink, request.data(), request.size(), 0) < 0) return errno;
  alignas(nlmsghdr) char buffer[kAnswerBytes];
  for (;;) {
    countSyscalls();
    const ssize_t got = recv(netlink, buffer, sizeof buffer, MSG_TRUNC);
    // Lost are messages that were not asked for: an answer for which there is no room makes send(2) fail.
    if (got < 0 && (errno == EINTR || errno == ENOBUFS)) continue;
    if (got <= 0 || static_cast<size_t>(got) > sizeof buffer) return got < 0 ? errno : EBADMSG;
    bool answered = false;
    const auto take = [&](uint16_t, std::string_view found) {
      payload = found;
      answered = true;
    };
    const DumpState state = readMessages({buffer, static_cast<size_t>(got)}, header.nlmsg_seq, take);
    if (state.error != 0) return state.error;
    if (answered || state.done) return 0;
  }
}

int findFamily(int netlink, const char* name, uint16_t& family) {
  const uint32_t sequence = nextGenericSequence();
  const std::string_view text(name, std::strlen(name) + 1);
  const std::string request = genericRequest(GENL_ID_CTRL, sequence, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, text);
  std::string payload;
  const int error = ask(netlink, request, payload);
  if (error != 0) return error;
  family = parseFamily(payload);
  return family == 0 ? ENOENT : 0;
}

uint32_t nextGenericSequence(uint32_t count) {
  static std::atomic<uint32_t> next{1};
  return next.fetch_add(count);
}

}  // namespace ntop
