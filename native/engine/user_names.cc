#include "user_names.h"

#include <pwd.h>

#include <cerrno>

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

void UserNames::lookUp() {
  for (const uint32_t uid : std::exchange(unknown_, {})) {
    std::string name = userName(uid);
    if (!name.empty()) new_.emplace_back(uid, std::move(name));
  }
}

}  // namespace ntop
