#include "own_proc.h"

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <atomic>

#include "../io/file.h"
#include "../proc/fields.h"

namespace ntop {

namespace {

constexpr long kProcMagic = 0x9fa0;

// Never falls back: a program stays in its PID namespace.
std::atomic<bool> isKnownOurs{false};

}  // namespace

bool isOnProc(int fd) {
  struct statfs system {};
  return fstatfs(fd, &system) == 0 && static_cast<long>(system.f_type) == kProcMagic;
}

std::string whyForeign(int proc, const std::string& procRoot) {
  if (procRoot != "/proc") return procRoot + " replaces /proc";
  if (!isOnProc(proc)) return "/proc is not a proc file system";
  std::string text;
  const std::string own = std::to_string(getpid());
  if (readRecord(proc, "self/status", text) != 0) return "/proc/self can't be read";
  std::string_view rest = text;
  std::string_view line;
  while (proc::nextLine(rest, line)) {
    if (!proc::startsWith(line, "NSpid:")) continue;
    proc::Fields fields(line.substr(6));
    const bool isOwn = fields.word() == own && fields.word().empty();
    return isOwn ? "" : "/proc belongs to another PID namespace";
  }
  return readLink(proc, "self", text) == 0 && text == own ? "" : "/proc belongs to another PID namespace";
}

bool isProcOurs() {
  if (isKnownOurs) return true;
  const UniqueFd proc = openDirectory(AT_FDCWD, "/proc");
  if (proc && whyForeign(proc.get(), "/proc").empty()) isKnownOurs = true;
  return isKnownOurs;
}

}  // namespace ntop
