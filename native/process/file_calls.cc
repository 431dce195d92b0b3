#include "file_calls.h"

#include <sys/syscall.h>

namespace ntop {

namespace {

constexpr int kNone = -1;

#define NTOP_CALL(name, descriptor, path) {#name, SYS_##name, descriptor, path}

constexpr FileCall kCalls[] = {
    NTOP_CALL(read, 0, kNone),
    NTOP_CALL(write, 0, kNone),
    NTOP_CALL(pread64, 0, kNone),
    NTOP_CALL(pwrite64, 0, kNone),
    NTOP_CALL(readv, 0, kNone),
    NTOP_CALL(writev, 0, kNone),
    NTOP_CALL(preadv, 0, kNone),
    NTOP_CALL(pwritev, 0, kNone),
    NTOP_CALL(sendfile, 0, kNone),
    NTOP_CALL(copy_file_range, 2, kNone),
    NTOP_CALL(splice, 2, kNone),
    NTOP_CALL(fsync, 0, kNone),
    NTOP_CALL(fdatasync, 0, kNone),
    NTOP_CALL(syncfs, 0, kNone),
    NTOP_CALL(sync_file_range, 0, kNone),
    NTOP_CALL(ftruncate, 0, kNone),
    NTOP_CALL(fallocate, 0, kNone),
    NTOP_CALL(fstat, 0, kNone),
    NTOP_CALL(fstatfs, 0, kNone),
    NTOP_CALL(fchmod, 0, kNone),
    NTOP_CALL(fchown, 0, kNone),
    NTOP_CALL(fchdir, 0, kNone),
    NTOP_CALL(flock, 0, kNone),
    NTOP_CALL(fcntl, 0, kNone),
    NTOP_CALL(ioctl, 0, kNone),
    NTOP_CALL(getdents64, 0, kNone),
    NTOP_CALL(close, kNone, kNone),
    NTOP_CALL(sync, kNone, kNone),
    NTOP_CALL(openat, 0, 1),
    NTOP_CALL(mkdirat, 0, 1),
    NTOP_CALL(mknodat, 0, 1),
    NTOP_CALL(unlinkat, 0, 1),
    NTOP_CALL(renameat2, 0, 1),
    NTOP_CALL(linkat, 2, 3),
    NTOP_CALL(symlinkat, 1, 2),
    NTOP_CALL(readlinkat, 0, 1),
    NTOP_CALL(fchmodat, 0, 1),
    NTOP_CALL(fchownat, 0, 1),
    NTOP_CALL(faccessat, 0, 1),
    NTOP_CALL(utimensat, 0, 1),
    NTOP_CALL(statx, 0, 1),
    NTOP_CALL(newfstatat, 0, 1),
    NTOP_CALL(execveat, 0, 1),
    NTOP_CALL(execve, kNone, 0),
    NTOP_CALL(statfs, kNone, 0),
    NTOP_CALL(truncate, kNone, 0),
    NTOP_CALL(chdir, kNone, 0),
    NTOP_CALL(clone, kNone, kNone),
    NTOP_CALL(futex, kNone, kNone),
    NTOP_CALL(exit, kNone, kNone),
    NTOP_CALL(exit_group, kNone, kNone),
    NTOP_CALL(wait4, kNone, kNone),
    NTOP_CALL(mmap, kNone, kNone),
    NTOP_CALL(munmap, kNone, kNone),
    NTOP_CALL(mprotect, kNone, kNone),
    NTOP_CALL(brk, kNone, kNone),
    NTOP_CALL(nanosleep, kNone, kNone),
    NTOP_CALL(ppoll, kNone, kNone),
    NTOP_CALL(recvmsg, kNone, kNone),
#ifdef SYS_openat2
    NTOP_CALL(openat2, 0, 1),
#endif
#ifdef SYS_open
    NTOP_CALL(open, kNone, 0),
    NTOP_CALL(creat, kNone, 0),
    NTOP_CALL(stat, kNone, 0),
    NTOP_CALL(lstat, kNone, 0),
    NTOP_CALL(access, kNone, 0),
    NTOP_CALL(mkdir, kNone, 0),
    NTOP_CALL(rmdir, kNone, 0),
    NTOP_CALL(unlink, kNone, 0),
    NTOP_CALL(rename, kNone, 0),
    NTOP_CALL(link, kNone, 1),
    NTOP_CALL(symlink, kNone, 1),
    NTOP_CALL(chmod, kNone, 0),
    NTOP_CALL(chown, kNone, 0),
    NTOP_CALL(readlink, kNone, 0),
    NTOP_CALL(vfork, kNone, kNone),
    NTOP_CALL(fork, kNone, kNone),
    NTOP_CALL(poll, kNone, kNone),
#endif
};

#undef NTOP_CALL

}  // namespace

const FileCall* findFileCall(int64_t number) {
  for (const FileCall& call : kCalls) {
    if (call.number == number) return &call;
  }
  return nullptr;
}

}  // namespace ntop
