#include "socket_reader.h"

#include <cerrno>

#include "socket_files.h"

namespace ntop {

namespace {

// After this many interrupted dumps the last one is used as it is.
constexpr int kMostTries = 3;

// Permanent errors: a sandbox, or a kernel without the module.
bool isForGood(int error) {
  switch (error) {
    case EPERM:
    case EACCES:
    case ENOENT:
    case EINVAL:
    case ENOSYS:
    case EOPNOTSUPP:
    case EPROTONOSUPPORT:
    case EAFNOSUPPORT:
    case ECONNREFUSED:
      return true;
    default:
      return false;
  }
}

// A socket that appears twice keeps its slot, so a second dump may simply repeat all.
KindReading readNetlink(int netlink, SocketKind kind, const SocketFilter& filter, const TakeSocket& take) {
  DumpState state;
  for (int tries = 0; tries < kMostTries; ++tries) {
    state = dumpSockets(netlink, kind, filter, take);
    if (!state.interrupted || state.error != 0) break;
  }
  return {SocketSource::kNetlink, !state.interrupted && state.error == 0, state.error};
}

}  // namespace

KindReading SocketReader::read(const SocketAccess& access, SocketKind kind, const SocketFilter& filter,
                               const TakeSocket& take) {
  bool& refused = refused_[static_cast<size_t>(kind)];
  if (!refused) {
    // A temporary change to files, such as for lack of descriptors, would give all sockets new identities for one
    // sample.
    const KindReading reading = access.netlink >= 0 ? readNetlink(access.netlink, kind, filter, take)
                                                    : KindReading{SocketSource::kNetlink, false, access.netlinkError};
    if (!isForGood(reading.error)) return reading;
    refused = access.netlink >= 0;
  }
  const int error =
      access.netDirectory < 0 ? access.directoryError : readSocketFiles(access.netDirectory, kind, filter, take);
  if (error == 0) return {SocketSource::kFiles, true, 0};
  return {SocketSource::kNone, false, error};
}

}  // namespace ntop
