#include "sendfile.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace ntop {

namespace {

// Between two calls the work can be stopped; a cold disk takes long for more.
constexpr uint64_t kBytesPerCall = 1 << 20;

// sendfile(2) has no MSG_NOSIGNAL. Node ignores SIGPIPE, but programs that embed Node may not.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~NoSigpipe() {
    const timespec atOnce{};
    if (broken_ && sigismember(&before_, SIGPIPE) == 0) sigtimedwait(&sigpipe_, nullptr, &atOnce);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  void see(int error) { broken_ = broken_ || error == EPIPE; }

 private:
  sigset_t sigpipe_;
  sigset_t before_;
  bool broken_ = false;
};

Sent callSendfile(int socket, int file, off_t* offset, size_t bytes) {
  ssize_t sent = 0;
  do {
    sent = sendfile(socket, file, offset, bytes);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? Sent{0, errno} : Sent{static_cast<uint64_t>(sent), 0};
}

}  // namespace

Sent sendOnce(int socket, int file, std::optional<off_t> offset, size_t bytes) {
  NoSigpipe guard;
  const Sent sent = callSendfile(socket, file, offset ? &*offset : nullptr, bytes);
  guard.see(sent.error);
  return sent;
}

Sent sendUntilFull(int socket, int file, off_t offset, uint64_t bytes, const std::atomic<bool>& stopped) {
  NoSigpipe guard;
  Sent sum;
  while (sum.bytes < bytes && sum.error == 0) {
    if (stopped) return {sum.bytes, ECANCELED};
    const Sent sent = callSendfile(socket, file, &offset, std::min(bytes - sum.bytes, kBytesPerCall));
    guard.see(sent.error);
    sum = {sum.bytes + sent.bytes, sent.error};
    if (sent.bytes == 0) break;
  }
  return sum;
}

UniqueFd duplicate(int fd) { return UniqueFd(fcntl(fd, F_DUPFD_CLOEXEC, 0)); }

UniqueFd duplicateReadable(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return UniqueFd();
  if ((flags & O_ACCMODE) == O_WRONLY || (flags & O_PATH) != 0) {
    errno = EBADF;
    return UniqueFd();
  }
  return duplicate(fd);
}

bool mayBlock(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0 || S_ISREG(status.st_mode) || S_ISBLK(status.st_mode)) return false;
  return (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
}

}  // namespace ntop
