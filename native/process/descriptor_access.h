#pragma once

namespace ntop {

// Whether it may be seen what the descriptors of a process lead to; `process` is its open directory in /proc. Everyone may
// ask for their number, and that says nothing about it. 0, also when there are none, or an errno.
int whyNoDescriptors(int process);

}  // namespace ntop
