#pragma once

#include <linux/netlink.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

#include "../io/file.h"

// Dumps over netlink(7). Messages are read within their bounds, whatever lengths they contain.
namespace ntop {

// The state of a dump after a batch of messages.
struct DumpState {
  bool done = false;
  bool interrupted = false;  // what was dumped changed meanwhile, and some of it may be missing
  int error = 0;
};

using TakeMessage = std::function<void(uint16_t type, std::string_view payload)>;
using TakeAttribute = std::function<void(uint16_t type, std::string_view payload)>;

// Reads the messages of one batch that answer the request with this number: others are left over from one that failed.
DumpState readMessages(std::string_view batch, uint32_t sequence, const TakeMessage& take);

// The attributes of a message, in order.
template <typename Take>
void eachAttribute(std::string_view bytes, Take take);

// A socket of a protocol of netlink(7) in the network namespace of the calling thread; errno says why there is none.
UniqueFd openNetlink(int protocol);

// For sock_diag(7).
UniqueFd openSocketDiag();

// Sends a request (its header is written here) and reads all answers. `error` is 0 or an errno.
DumpState dump(int netlink, uint16_t type, std::string_view request, const TakeMessage& take);

// A plain struct at the start of some bytes. False if there are too few.
template <typename Struct>
bool readStruct(std::string_view bytes, Struct& value) {
  if (bytes.size() < sizeof value) return false;
  bytes.copy(reinterpret_cast<char*>(&value), sizeof value);
  return true;
}

template <typename Take>
void eachAttribute(std::string_view bytes, Take take) {
  nlattr header{};
  while (readStruct(bytes, header)) {
    if (header.nla_len < sizeof header || header.nla_len > bytes.size()) return;
    const auto type = static_cast<uint16_t>(header.nla_type & NLA_TYPE_MASK);
    take(type, bytes.substr(sizeof header, header.nla_len - sizeof header));
    bytes.remove_prefix(std::min<size_t>(NLA_ALIGN(header.nla_len), bytes.size()));
  }
}

}  // namespace ntop
