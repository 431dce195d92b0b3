#pragma once

#include <cstdint>
#include <vector>

#include "../io/file.h"

namespace ntop {

// A network namespace, and a process that is in it.
struct NetNamespace {
  uint64_t inode = 0;
  int32_t pid = 0;
};

// The inode of a process's network namespace; 0 if it can't be read. `process` is "self" or a PID.
uint64_t netNamespaceOf(int procDirectory, const char* process);

// The namespaces of all processes, each once, with its lowest PID. 0 or an errno.
int listNetNamespaces(int procDirectory, std::vector<NetNamespace>& namespaces);

// A socket for sock_diag(7) in that namespace, by way of a thread that enters it and ends. errno says why there is
// none.
UniqueFd openSocketDiagIn(int procDirectory, const NetNamespace& netNamespace);

// The directory /proc/PID/net of just that namespace; errno says why there is none.
UniqueFd openNetDirectoryOf(int procDirectory, const NetNamespace& netNamespace);

}  // namespace ntop
