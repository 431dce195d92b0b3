#pragma once

#include <string>

namespace ntop {

// Whether an open file or directory is on a proc file system, not on something mounted over it.
bool isOnProc(int fd);

// Empty, or why the PIDs of an open /proc are not those that system calls take: it can be of another PID namespace.
std::string whyForeign(int proc, const std::string& procRoot);

// Whether the PIDs in /proc are those that system calls take. Any thread may ask.
bool isProcOurs();

}  // namespace ntop
