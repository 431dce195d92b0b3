#include "process_facts.h"

#include <fcntl.h>

#include <cerrno>
#include <limits>

#include "cpu_clock.h"
#include "../engine/abilities.h"
#include "fact_readers.h"
#include "own_proc.h"
#include "process_directory.h"

namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// NaN where clocks can't be believed.
double clockOf(int32_t pid) {
  static const bool hasClocks = [] {
    const UniqueFd proc = openDirectory(AT_FDCWD, "/proc");
    return isProcOurs() && proc && whyNoClocks(proc.get()).empty();
  }();
  int64_t nanoseconds = 0;
  return hasClocks && readCpuClock(pid, nanoseconds) == 0 ? static_cast<double>(nanoseconds) : kUnknown;
}

}  // namespace

int readFacts(const std::string& procRoot, const Identity& identity, uint32_t parts, uint32_t keepable,
              ProcessFacts& facts) {
  const bool provesItself = (parts & 1) != 0 && identity.pidfdInode == 0 && identity.startTicks != 0;
  UniqueFd process;
  const int error = provesItself ? openUnproven(procRoot, identity.pid, process) : openProcess(procRoot, identity, process);
  if (error != 0) return error;
  // Without a clock nothing is kept. The PID may be reused when its clock is read, but then stat shows that.
  const double clock = keepable != 0 && provesItself && procRoot == "/proc" ? clockOf(identity.pid) : kUnknown;
  const bool stoodStill = clock == facts.at(Number::kClock);
  facts.at(Number::kClock) = clock;
  for (size_t part = 0; part < kPartCount; ++part) {
    if ((parts >> part & 1) == 0) continue;
    if (stoodStill && (keepable >> part & 1) != 0 && facts.errors[part] == 0) continue;
    readPart(part, process.get(), facts);
    if (part != 0 || !provesItself) continue;
    if (facts.errors[part] == ESRCH || facts.errors[part] == ENOENT) return ESRCH;
    if (facts.errors[part] == 0 && facts.startTicks != identity.startTicks) return kOtherProcess;
  }
  return 0;
}

}  // namespace ntop
