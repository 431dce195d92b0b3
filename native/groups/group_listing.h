#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ntop {

// The paths of all control groups that can be seen, in any hierarchy, also of those without a process: at most so many,
// the outer ones first. May wait for the kernel's lock of control groups.
std::vector<std::string> listGroups(const std::string& procRoot, const std::string& sysRoot, size_t most);

}  // namespace ntop
