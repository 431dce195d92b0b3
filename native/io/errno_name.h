#pragma once

#include <string>

namespace ntop {

// The name of an errno, such as EPERM. (The C library's own is too new to rely on.)
std::string errnoName(int error);

}  // namespace ntop
