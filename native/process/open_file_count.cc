#include "open_file_count.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <vector>

#include "../io/file.h"
#include "../io/syscalls.h"

namespace ntop {

bool sizeIsCount(int proc) {
  struct stat directory {};
  countSyscalls();
  return fstatat(proc, "self/fd", &directory, 0) == 0 && directory.st_size > 0;
}

int countOpenFiles(int proc, const char* directory, bool bySize, size_t& count) {
  if (bySize) {
    struct stat found {};
    countSyscalls();
    if (fstatat(proc, directory, &found, 0) != 0) return errno;
    count = static_cast<size_t>(found.st_size);
    return 0;
  }
  const UniqueFd opened = openDirectory(proc, directory);
  if (!opened) return errno;
  std::vector<int32_t> numbers;
  const int error = listNumbers(opened.get(), numbers);
  count = numbers.size();
  return error;
}

}  // namespace ntop
