#include "failure.h"

#include <fcntl.h>

#include "../io/file.h"

namespace ntop {

Failure readText(const std::string& path, std::string& text) {
  // Larger than any file here; it limits the memory that an unusual /proc can take.
  constexpr size_t kMostBytes = 64u << 20;
  const int error = readFile(AT_FDCWD, path.c_str(), text, kMostBytes);
  if (error == 0) return {};
  return {error, path};
}

}  // namespace ntop
