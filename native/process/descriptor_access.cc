#include "descriptor_access.h"

#include <cerrno>
#include <cstdint>
#include <string>
#include <vector>

#include "../io/file.h"

namespace ntop {

int whyNoDescriptors(int process) {
  const UniqueFd files = openDirectory(process, "fd");
  if (!files) return errno;
  std::vector<int32_t> numbers;
  const int error = listNumbers(files.get(), numbers);
  // The list alone is more widely permitted. One that was closed meanwhile answers nothing.
  for (const int32_t fd : numbers) {
    std::string target;
    const int refused = readLink(files.get(), std::to_string(fd).c_str(), target);
    if (refused != ENOENT) return refused;
  }
  return error;
}

}  // namespace ntop
