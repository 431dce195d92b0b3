#pragma once

#include <optional>
#include <string>

#include "../proc/system_files.h"
#include "../system/failure.h"

namespace ntop {

// How long tasks waited for each; empty where the kernel does not say it.
struct Pressures {
  proc::StallTimes cpu;
  proc::StallTimes memory;
  proc::StallTimes io;
};

// Of the machine; or of a control group by its path, which only version 2 knows. Fails where there is no such group.
Failure readPressures(const std::string& procRoot, Pressures& pressures);
Failure readGroupPressures(const std::string& procRoot, const std::string& sysRoot, const std::string& group,
                           Pressures& pressures);

}  // namespace ntop
