#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "socket_diag.h"

namespace ntop {

enum class SocketSource : uint8_t { kNotAsked, kNetlink, kFiles, kNone };

// How the sockets of one kind were read.
struct KindReading {
  SocketSource source = SocketSource::kNotAsked;
  bool complete = true;  // false: some may be missing, because they changed while they were read or it failed
  int error = 0;         // why there is no source
};
using KindReadings = std::array<KindReading, kSocketKindCount>;

// The two ways to the sockets of a network namespace.
struct SocketAccess {
  int netlink = -1;
  int netlinkError = 0;   // why there is none
  int netDirectory = -1;  // the namespace's /proc/…/net
  int directoryError = 0;
};

// Reads the sockets of one network namespace: over netlink, or from files if netlink is not permitted.
class SocketReader {
 public:
  explicit SocketReader(bool mayUseNetlink) { refused_.fill(!mayUseNetlink); }

  KindReading read(const SocketAccess& access, SocketKind kind, const SocketFilter& filter, const TakeSocket& take);

 private:
  std::array<bool, kSocketKindCount> refused_{};
};

}  // namespace ntop
