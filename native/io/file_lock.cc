#include "file_lock.h"

#include <fcntl.h>

#include <cerrno>

namespace ntop {

namespace {

struct flock wholeFile(int kind) {
  struct flock whole {};
  whole.l_type = static_cast<short>(kind);
  whole.l_whence = SEEK_SET;
  return whole;
}

}  // namespace

int lockFile(int fd) {
  struct flock lock = wholeFile(F_WRLCK);
  return fcntl(fd, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
}

void unlockFile(int fd) {
  struct flock lock = wholeFile(F_UNLCK);
  fcntl(fd, F_OFD_SETLK, &lock);
}

bool isFileLocked(int fd) {
  struct flock lock = wholeFile(F_RDLCK);
  return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

}  // namespace ntop
