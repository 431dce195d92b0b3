#include <pwd.h>

#include <cerrno>
#include <vector>

#include "user_names.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 1u << 20;

}  // namespace

std::string userName(uint32_t uid) {
  std::vector<char> buffer(1024);
  passwd entry{};
  passwd* found = nullptr;
  int error = 0;
  while ((error = getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found)) == ERANGE) {
    if (buffer.size() >= kMostBytes) return {};
    buffer.resize(buffer.size() * 2);
  }
  return error == 0 && found != nullptr && found->pw_name != nullptr ? found->pw_name : "";
}

}  // namespace ntop
