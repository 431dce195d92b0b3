#pragma once

#include <string_view>

namespace ntop::proc {

// How a proc file system hides processes, from the text of /proc/self/mountinfo (proc_pid_mountinfo(5)): what its
// option hidepid says, such as 2 or invisible; empty when it hides none or nothing is mounted there.
std::string_view parseHidepid(std::string_view mountinfo, std::string_view mountPoint);

}  // namespace ntop::proc
