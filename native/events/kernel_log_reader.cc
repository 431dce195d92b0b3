#include "kernel_log_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "../io/errno_name.h"
#include "../proc/memory.h"

namespace ntop {

namespace {

// A record that does not fit is refused, and none is longer.
constexpr size_t kRecordBytes = 8192;
constexpr size_t kMostVmstatBytes = 65536;
// The kernel's fixed number of its first PID namespace.
constexpr ino_t kFirstPidNamespace = 0xEFFFFFFC;

std::string whyNotOpened(int error) {
  if (error == EPERM || error == EACCES) return "reading the kernel's log takes CAP_SYSLOG here (kernel.dmesg_restrict)";
  if (error == ENOENT) return "there is no /dev/kmsg";
  return "/dev/kmsg cannot be opened: " + errnoName(error);
}

bool isInFirstPidNamespace() {
  struct stat status{};
  return stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == kFirstPidNamespace;
}

}  // namespace

KernelLogReader::KernelLogReader(From from) {
  log_ = UniqueFd(open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!log_) {
    reason_ = whyNotOpened(errno);
  } else if (!isInFirstPidNamespace()) {
    reason_ = "the kernel's log has the PIDs of another PID namespace";
  } else if (lseek(log_.get(), 0, from == From::kNow ? SEEK_END : SEEK_SET) < 0) {
    reason_ = "/dev/kmsg is not the kernel's log";
  }
  if (!reason_.empty()) log_ = UniqueFd();
}

void KernelLogReader::read(std::vector<OomKill>& kills) {
  if (!log_) return;
  for (;;) {
    record_.resize(kRecordBytes);
    const ssize_t got = ::read(log_.get(), record_.data(), record_.size());
    if (got < 0 && errno == EPIPE) wasOverwritten_ = true;
    if (got < 0 && (errno == EPIPE || errno == EINTR)) continue;
    if (got <= 0) return;
    record_.resize(static_cast<size_t>(got));
    const auto message = parseKernelMessage(record_);
    if (!message) continue;
    note(*message);
    auto kill = oomKills_.take(*message);
    if (kill) kills.push_back(std::move(*kill));
  }
}

void KernelLogReader::note(const KernelMessage& message) {
  const uint64_t missing = nextSequence_ && message.sequence > *nextSequence_ ? message.sequence - *nextSequence_ : 0;
  // Of records lost before the first that was read the number is not known.
  lost_ += missing == 0 && wasOverwritten_ ? 1 : missing;
  wasOverwritten_ = false;
  nextSequence_ = message.sequence + 1;
}

OomCounter::OomCounter(const std::string& procRoot) : vmstat_(openFile(AT_FDCWD, (procRoot + "/vmstat").c_str())) {}

std::optional<uint64_t> OomCounter::read() {
  if (!vmstat_ || readOpen(vmstat_, text_, kMostVmstatBytes) != 0) return {};
  return proc::parseVmStat(text_).oomKills;
}

}  // namespace ntop
