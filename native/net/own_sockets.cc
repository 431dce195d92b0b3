#include "own_sockets.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>

#include "../process/own_proc.h"
#include "address_text.h"
#include "net_namespaces.h"
#include "process_sockets.h"
#include "socket_reader.h"

namespace ntop {

namespace {

// By inode, the lowest descriptor that leads to it. 0 or an errno.
int listSockets(int process, std::unordered_map<uint64_t, int32_t>& descriptors) {
  const UniqueFd files = openDirectory(process, "fd");
  if (!files) return errno;
  std::vector<int32_t> numbers;
  const int error = listNumbers(files.get(), numbers);
  std::sort(numbers.begin(), numbers.end());
  for (const int32_t fd : numbers) {
    const uint64_t inode = socketInode(files.get(), fd);
    if (inode != 0) descriptors.try_emplace(inode, fd);
  }
  return error;
}

OwnSocket toOwnSocket(const Socket& socket, int32_t fd, bool namesKnown) {
  OwnSocket own{fd, socket, {}, {}};
  own.socket.name = {};
  if (socket.kind == SocketKind::kUnix) {
    own.local = socket.name;
  } else {
    own.local = addressText(socket.family, socket.local, socket.interface, namesKnown);
    own.remote = addressText(socket.family, socket.remote, socket.interface, namesKnown);
  }
  return own;
}

}  // namespace

int readOwnSockets(const std::string& procRoot, const Identity& identity,
                   const std::array<bool, kSocketKindCount>& kinds, std::vector<OwnSocket>& sockets) {
  UniqueFd process;
  if (const int error = openProcess(procRoot, identity, process)) return error;
  std::unordered_map<uint64_t, int32_t> descriptors;
  if (const int error = listSockets(process.get(), descriptors)) return error;
  if (descriptors.empty()) return 0;
  const UniqueFd proc = openDirectory(AT_FDCWD, procRoot.c_str());
  const uint64_t inode = netNamespaceOf(process.get(), ".");
  const bool isReal = procRoot == "/proc" && isProcOurs();
  const bool isOwn = !isReal || inode == 0 || inode == netNamespaceOf(proc.get(), "self");
  UniqueFd netlink;
  if (isReal) netlink = isOwn ? openSocketDiag() : openSocketDiagIn(proc.get(), {inode, identity.pid});
  const int netlinkError = errno;
  const UniqueFd directory = openDirectory(process.get(), "net");
  const SocketAccess access{netlink.get(), netlinkError, directory.get(), errno};
  SocketReader reader(netlink.get() >= 0);
  for (const SocketKind kind : kSocketKinds) {
    if (!kinds[static_cast<size_t>(kind)]) continue;
    const auto take = [&](const Socket& socket) {
      const auto found = descriptors.find(socket.inode);
      if (found == descriptors.end()) return;
      sockets.push_back(toOwnSocket(socket, found->second, isOwn));
      // After an interrupted dump, a second one repeats the sockets.
      descriptors.erase(found);
    };
    const KindReading reading = reader.read(access, kind, {}, take);
    if (reading.source == SocketSource::kNone) return reading.error;
  }
  std::sort(sockets.begin(), sockets.end(), [](const OwnSocket& one, const OwnSocket& other) { return one.fd < other.fd; });
  return 0;
}

}  // namespace ntop
