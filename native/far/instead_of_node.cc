#include <fcntl.h>

#include <algorithm>
#include <string>

#include "../addon/calls.h"
#include "../engine/user_names.h"
#include "../io/file.h"

// What the helper has in place of what needs Node, or a C library that loads others.
namespace ntop {

namespace {

constexpr size_t kMostBytes = 16u << 20;

}  // namespace

void exportOnlyForNode(Napi::Env, Napi::Object) {}

// From /etc/passwd alone: getpwuid(3) would load libraries, which a program for any machine can't bring.
std::string userName(uint32_t uid) {
  std::string passwd;
  if (readFile(AT_FDCWD, "/etc/passwd", passwd, kMostBytes) != 0) return {};
  const std::string wanted = std::to_string(uid);
  for (size_t at = 0, end = 0; at < passwd.size(); at = end + 1) {
    end = std::min(passwd.find('\n', at), passwd.size());
    const size_t name = passwd.find(':', at);
    const size_t password = name < end ? passwd.find(':', name + 1) : end;
    const size_t number = password < end ? passwd.find(':', password + 1) : end;
    if (number < end && passwd.compare(password + 1, number - password - 1, wanted) == 0) return passwd.substr(at, name - at);
  }
  return {};
}

}  // namespace ntop
