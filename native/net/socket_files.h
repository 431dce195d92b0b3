#pragma once

#include "socket_diag.h"

namespace ntop {

// Sockets of a kind from the files of a directory such as /proc/net, for where netlink can't be had: no cookies, and no
// counters of TCP. A missing file of IPv6 is none of its sockets. 0 or an errno.
int readSocketFiles(int netDirectory, SocketKind kind, const SocketFilter& filter, const TakeSocket& take);

}  // namespace ntop
