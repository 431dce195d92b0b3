#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "../process/process_directory.h"
#include "socket.h"

namespace ntop {

// A socket that a process has open.
struct OwnSocket {
  int32_t fd = 0;  // its lowest descriptor
  Socket socket;   // without its name
  std::string local;
  std::string remote;
};

// The open sockets of this process of some kinds, in all network namespaces, by descriptor.
// 0, an errno of openProcess, or why they can't be read.
int readOwnSockets(const std::string& procRoot, const Identity& identity,
                   const std::array<bool, kSocketKindCount>& kinds, std::vector<OwnSocket>& sockets);

}  // namespace ntop
