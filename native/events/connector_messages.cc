#include "connector_messages.h"

#include <linux/netlink.h>

#include "../net/netlink.h"

namespace ntop {

namespace {

constexpr uint32_t kProcessIndex = 1;  // CN_IDX_PROC
constexpr uint32_t kProcessValue = 1;  // CN_VAL_PROC

// struct cn_msg of linux/connector.h.
struct Envelope {
  uint32_t index = 0;
  uint32_t value = 0;
  uint32_t sequence = 0;
  uint32_t acknowledged = 0;
  uint16_t length = 0;
  uint16_t flags = 0;
};
static_assert(sizeof(Envelope) == 20);

// The head of struct proc_event; the time lies at no multiple of eight.
struct Head {
  uint32_t what = 0;
  uint32_t cpu = 0;
  uint32_t timeLow = 0;
  uint32_t timeHigh = 0;
};
static_assert(sizeof(Head) == 16);

// The kinds of struct proc_event.
constexpr uint32_t kNone = 0;
constexpr uint32_t kFork = 1;
constexpr uint32_t kExec = 2;
constexpr uint32_t kUser = 4;
constexpr uint32_t kName = 0x200;
constexpr uint32_t kExit = 0x80000000;

// Two halves of one 64-bit number as they lie in memory.
uint64_t joined(const Head& head) {
  uint64_t whole = 0;
  static_assert(sizeof whole == sizeof head.timeLow + sizeof head.timeHigh);
  __builtin_memcpy(&whole, &head.timeLow, sizeof whole);
  return whole;
}

// Takes numbers off the front; failed once there are too few bytes.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : rest_(bytes) {}

  template <typename Number>
  void read(Number& number) {
    ok_ = ok_ && readStruct(rest_, number);
    rest_.remove_prefix(ok_ ? sizeof number : rest_.size());
  }

  bool ok() const { return ok_; }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

bool readFork(Numbers& numbers, ConnectorMessage& message) {
  int32_t parentThread = 0;
  numbers.read(parentThread);
  numbers.read(message.parentId);
  numbers.read(message.pid);
  numbers.read(message.processId);
  return numbers.ok();
}

bool readUser(Numbers& numbers, ConnectorMessage& message) {
  uint32_t realUserId = 0;
  numbers.read(realUserId);
  numbers.read(message.userId);
  return numbers.ok();
}

bool readName(const Numbers& numbers, ConnectorMessage& message) {
  constexpr size_t kNameBytes = 16;
  const std::string_view bytes = numbers.rest().substr(0, kNameBytes);
  message.name = bytes.substr(0, bytes.find('\0'));
  return bytes.size() == kNameBytes;
}

bool readExit(Numbers& numbers, ConnectorMessage& message) {
  uint32_t exitSignal = 0;
  int32_t parentThread = 0;
  numbers.read(message.waitStatus);
  numbers.read(exitSignal);
  if (!numbers.ok()) return false;
  // Since Linux 4.18; 0 of threads, and where no parent waits for it.
  numbers.read(parentThread);
  numbers.read(message.parentId);
  if (!numbers.ok()) message.parentId = 0;
  return true;
}

bool readBody(uint32_t what, std::string_view body, ConnectorMessage& message) {
  Numbers numbers(body);
  if (what == kNone) {
    message.kind = ConnectorKind::kAnswer;
    numbers.read(message.error);
    return numbers.ok();
  }
  if (what == kFork) {
    message.kind = ConnectorKind::kFork;
    return readFork(numbers, message);
  }
  numbers.read(message.pid);
  numbers.read(message.processId);
  if (!numbers.ok()) return false;
  switch (what) {
    case kExec:
      message.kind = ConnectorKind::kExec;
      return true;
    case kUser:
      message.kind = ConnectorKind::kUser;
      return readUser(numbers, message);
    case kName:
      message.kind = ConnectorKind::kName;
      return readName(numbers, message);
    case kExit:
      message.kind = ConnectorKind::kExit;
      return readExit(numbers, message);
    default:
      return false;
  }
}

template <typename Struct>
void append(std::string& bytes, const Struct& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

std::optional<ConnectorMessage> parseConnectorMessage(std::string_view datagram) {
  nlmsghdr outer{};
  if (!readStruct(datagram, outer) || outer.nlmsg_len > datagram.size() || outer.nlmsg_len < sizeof outer) return {};
  std::string_view bytes = datagram.substr(sizeof outer, outer.nlmsg_len - sizeof outer);
  Envelope envelope;
  if (outer.nlmsg_type != NLMSG_DONE || !readStruct(bytes, envelope)) return {};
  bytes.remove_prefix(sizeof envelope);
  if (envelope.index != kProcessIndex || envelope.value != kProcessValue || envelope.length > bytes.size()) return {};
  bytes = bytes.substr(0, envelope.length);
  Head head;
  if (!readStruct(bytes, head)) return {};
  ConnectorMessage message;
  message.monotonicNanoseconds = joined(head);
  message.answers = envelope.acknowledged;
  if (!readBody(head.what, bytes.substr(sizeof head), message)) return {};
  if (message.kind != ConnectorKind::kAnswer && (message.pid <= 0 || message.processId <= 0)) return {};
  return message;
}

std::string connectorRequest(ConnectorRequest request, uint32_t number, uint32_t portId) {
  nlmsghdr outer{};
  Envelope envelope;
  outer.nlmsg_len = sizeof outer + sizeof envelope + sizeof request;
  outer.nlmsg_type = NLMSG_DONE;
  outer.nlmsg_pid = portId;
  envelope.index = kProcessIndex;
  envelope.value = kProcessValue;
  envelope.acknowledged = number;
  envelope.length = sizeof request;
  std::string bytes;
  append(bytes, outer);
  append(bytes, envelope);
  append(bytes, request);
  return bytes;
}

}  // namespace ntop
