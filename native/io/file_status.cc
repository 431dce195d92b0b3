#include "file_status.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include "syscalls.h"

namespace ntop {

namespace {

// As linux/stat.h has it.
struct KernelStatus {
  uint32_t mask;
  uint32_t blockSize;
  uint64_t attributes;
  uint32_t links;
  uint32_t uid;
  uint32_t gid;
  uint16_t mode;
  uint16_t spare;
  uint64_t inode;
  uint64_t length;
  uint64_t blocks;
  uint64_t attributesMask;
  char times[64];
  uint32_t deviceNumbers[2];  // of a device file
  uint32_t major;
  uint32_t minor;
  uint64_t mountId;
  char more[104];
};
static_assert(sizeof(KernelStatus) == 256);

constexpr unsigned kBasic = 0x7ff;
constexpr unsigned kMountId = 0x1000;
constexpr int kDontSync = 0x4000;

int readOldStatus(int directory, const char* path, int flags, FileStatus& status) {
  struct stat found {};
  countSyscalls();
  if (fstatat(directory, path, &found, flags) != 0) return errno;
  status = {found.st_mode, static_cast<uint32_t>(found.st_nlink), found.st_ino, static_cast<uint64_t>(found.st_size),
            static_cast<uint64_t>(found.st_blocks), major(found.st_dev), minor(found.st_dev), {}};
  return 0;
}

}  // namespace

int readFileStatus(int directory, const char* path, FileStatus& status) {
  const int flags = AT_NO_AUTOMOUNT | (*path == '\0' ? AT_EMPTY_PATH : 0);
#ifdef SYS_statx
  KernelStatus found{};
  countSyscalls();
  if (syscall(SYS_statx, directory, path, flags | kDontSync, kBasic | kMountId, &found) == 0) {
    status = {found.mode, found.links, found.inode, found.length, found.blocks, found.major, found.minor, {}};
    if ((found.mask & kMountId) != 0) status.mountId = static_cast<int64_t>(found.mountId);
    return 0;
  }
  if (errno != ENOSYS && errno != EPERM) return errno;
#endif
  return readOldStatus(directory, path, flags, status);
}

}  // namespace ntop
