#include "own_memory.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <cstring>
#include <string>

namespace ntop {

namespace {

struct Mapping {
  unsigned long begin = 0;
  unsigned long end = 0;
  bool isProgram = false;  // read only, privately mapped from the program's file
};

std::string programPath() {
  char path[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  return length > 0 ? std::string(path, static_cast<size_t>(length)) : std::string();
}

// The line that begins a mapping in smaps; false for those below it.
bool readMapping(const char* line, const std::string& program, Mapping& mapping) {
  char permissions[5] = "";
  int rest = 0;
  unsigned long begin = 0;
  unsigned long end = 0;
  if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %n", &begin, &end, permissions, &rest) != 3 || rest == 0) return false;
  const bool readOnly = strcmp(permissions, "r-xp") == 0 || strcmp(permissions, "r--p") == 0;
  mapping = {begin, end, readOnly && !program.empty() && program + '\n' == line + rest};
  return true;
}

}  // namespace

void keepMemorySmall() {
#ifdef __GLIBC__
  constexpr int kLargeBytes = 256 << 10;
  mallopt(M_ARENA_MAX, 1);
  // Once set, it no longer grows with what is freed.
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
#endif
}

void giveBackMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  FILE* smaps = fopen("/proc/self/smaps", "re");
  if (smaps == nullptr) return;
  const std::string program = programPath();
  Mapping mapping;
  char line[PATH_MAX + 256];
  while (fgets(line, sizeof line, smaps) != nullptr) {
    if (readMapping(line, program, mapping)) continue;
    unsigned long kibibytes = 0;
    // What the loader has changed in its copy would be lost.
    if (!mapping.isProgram || sscanf(line, "Anonymous: %lu", &kibibytes) != 1 || kibibytes != 0) continue;
    madvise(reinterpret_cast<void*>(mapping.begin), mapping.end - mapping.begin, MADV_DONTNEED);
  }
  fclose(smaps);
}

}  // namespace ntop
