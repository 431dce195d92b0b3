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

// What of a process that has not run can change nevertheless: its memory, which stat has too.
struct Marks {
  double resident;
  double virtualBytes;

  explicit Marks(ProcessFacts& facts) : resident(facts.at(Number::kResidentMark)), virtualBytes(facts.at(Number::kVirtualMark)) {}
  bool operator==(const Marks& other) const { return resident == other.resident && virtualBytes == other.virtualBytes; }
};

constexpr uint32_t kStatBit = 1u << static_cast<uint32_t>(Part::kStat);
constexpr uint32_t kMemoryBit = 1u << static_cast<uint32_t>(Part::kStatm);

uint32_t failedOf(const ProcessFacts& facts) {
  uint32_t failed = 0;
  for (size_t part = 0; part < kPartCount; ++part) failed |= facts.errors[part] != 0 ? 1u << part : 0;
  return failed;
}

}  // namespace

int readFacts(const std::string& procRoot, const Identity& identity, uint32_t parts, uint32_t keepable,
              ProcessFacts& facts) {
  const bool provesItself = (parts & kStatBit) != 0 && identity.pidfdInode == 0 && identity.startTicks != 0;
  // Without a clock nothing is kept. The PID may be reused when its clock is read, but then stat shows that.
  const double clock = keepable != 0 && provesItself && procRoot == "/proc" ? clockOf(identity.pid) : kUnknown;
  const uint32_t kept = clock == facts.at(Number::kClock) ? keepable & ~failedOf(facts) : 0;
  facts.at(Number::kClock) = clock;
  const Marks before(facts);
  if (provesItself && (parts & ~kept) == kStatBit) {
    const std::string stat = procRoot + "/" + std::to_string(identity.pid) + "/stat";
    const int error = goneOr(readStatAlone(stat.c_str(), facts));
    if (error == ESRCH) return ESRCH;
    if (error == 0 && facts.startTicks != identity.startTicks) return kOtherProcess;
    if (error == 0 && ((parts & kMemoryBit) == 0 || Marks(facts) == before)) return 0;
  }
  UniqueFd process;
  const int error = provesItself ? openUnproven(procRoot, identity.pid, process) : openProcess(procRoot, identity, process);
  if (error != 0) return error;
  for (size_t part = 0; part < kPartCount; ++part) {
    const uint32_t bit = 1u << part;
    if ((parts & bit) == 0) continue;
    if ((kept & bit) != 0 && (bit != kMemoryBit || Marks(facts) == before)) continue;
    readPart(part, process.get(), facts);
    if (part != 0 || !provesItself) continue;
    if (goneOr(facts.errors[part]) == ESRCH) return ESRCH;
    if (facts.errors[part] == 0 && facts.startTicks != identity.startTicks) return kOtherProcess;
  }
  return 0;
}

int identifyAndRead(const std::string& procRoot, int32_t pid, uint32_t parts, uint32_t keepable, Identity& identity,
                    ProcessFacts& facts) {
  identity = {pid, 0, 0};
  UniqueFd process;
  const int refused = openUnproven(procRoot, pid, process);
  if (refused != 0) return refused;
  // The directory being alive still when stat is read after these, they are of the same process.
  identity.pidfdInode = pidfdInodeOf(procRoot, pid);
  facts.at(Number::kClock) = keepable != 0 && procRoot == "/proc" ? clockOf(pid) : kUnknown;
  readPart(0, process.get(), facts);
  if (facts.errors[0] != 0) return goneOr(facts.errors[0]);
  identity.startTicks = facts.startTicks;
  for (size_t part = 1; part < kPartCount; ++part) {
    if ((parts >> part & 1) != 0) readPart(part, process.get(), facts);
  }
  return 0;
}

}  // namespace ntop
