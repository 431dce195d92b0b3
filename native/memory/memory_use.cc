#include "memory_use.h"

#include <unistd.h>

#include <cerrno>

#include "../io/aside.h"
#include "../io/clock.h"
#include "../io/file.h"
#include "../proc/fields.h"
#include "../process/awaited.h"
#include "../process/process_directory.h"
#include "../process/threads.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 256u << 20;
constexpr size_t kPieceBytes = 1u << 18;

// Longer than the kernel takes for the largest process.
constexpr Patience kPatience{5, 60};
constexpr Outcome kNoAnswer{ETIMEDOUT, false};

std::string awaitedBy(const Identity& identity) { return memoryLockOf(identity.pid, identity.startTicks); }

// Reads by `read` (0 or an errno), and then checks that the process still exists, so that its end is not taken for an
// answer.
template <typename Read>
Outcome readProcess(const std::string& procRoot, const Identity& identity, Read read) {
  UniqueFd process;
  const int opened = openProcess(procRoot, identity, process);
  if (opened != 0) return outcomeOf(opened);
  const UniqueFd living = openLivingThread(process.get());
  Outcome outcome;
  outcome.error = read(living ? living : process);
  uint64_t startTicks = 0;
  return readStart(process.get(), "stat", startTicks) == 0 ? outcome : outcomeOf(ESRCH);
}

// The same on a thread that may wait. read: (process, result) -> 0 or an errno
template <typename Result, typename Read>
Outcome readAside(const std::string& procRoot, const Identity& identity, Result& result, Read read) {
  using Found = std::pair<Outcome, Result>;
  const auto ask = [procRoot, identity, read] {
    Found found;
    found.first = readProcess(procRoot, identity, [&](const UniqueFd& process) { return read(process, found.second); });
    return found;
  };
  auto found = askAside<Found>(ask, awaitedBy(identity), kPatience);
  if (!found) return kNoAnswer;
  result = std::move(found->second);
  return found->first;
}

// Kernels before 4.14 have no rollup, and others none for a process without memory: then its smaps say it.
int readSmaps(const UniqueFd& process, std::string& text) {
  const int error = readFile(process.get(), "smaps_rollup", text, kMostBytes);
  if (error != ENOENT && error != ESRCH) return error;
  return readFile(process.get(), "smaps", text, kMostBytes);
}

int readFootprint(const UniqueFd& process, proc::SmapsFigures& figures) {
  std::string text;
  const int error = readSmaps(process, text);
  if (error != 0) return error;
  const auto sum = proc::sumSmaps(text);
  if (sum) figures = *sum;
  return sum ? 0 : EIO;
}

int readPieces(const UniqueFd& process, proc::MappingGroups& groups) {
  const UniqueFd file = openFile(process.get(), "smaps");
  if (!file) return errno;
  if (!isRegular(file)) return EINVAL;
  std::string piece(kPieceBytes, '\0');
  for (;;) {
    const ssize_t got = read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 ? errno : 0;
    groups.take(std::string_view(piece).substr(0, static_cast<size_t>(got)));
  }
}

}  // namespace

std::vector<Footprint> readFootprints(const std::string& procRoot, const std::vector<Identity>& processes,
                                      double mostSeconds) {
  const double end = secondsOn(CLOCK_MONOTONIC) + mostSeconds;
  const auto identities = std::make_shared<const std::vector<Identity>>(processes);
  // Empty when it came too late to be read.
  const auto ask = [procRoot, identities, end](size_t index) -> std::optional<Footprint> {
    if (index > 0 && secondsOn(CLOCK_MONOTONIC) > end) return {};
    Footprint footprint;
    footprint.outcome = readProcess(procRoot, (*identities)[index], [&](const UniqueFd& process) {
      return readFootprint(process, footprint.figures);
    });
    footprint.readAtSeconds = secondsOn(CLOCK_MONOTONIC);
    return footprint;
  };
  const auto waitsFor = [identities](size_t index) { return awaitedBy((*identities)[index]); };
  std::vector<Footprint> footprints;
  for (auto& answer : askAside<std::optional<Footprint>>(processes.size(), ask, waitsFor, kPatience)) {
    if (answer && !*answer) break;
    footprints.push_back(answer ? **answer : Footprint{kNoAnswer, secondsOn(CLOCK_MONOTONIC), {}});
  }
  return footprints;
}

Outcome readMappings(const std::string& procRoot, const Identity& identity, std::vector<proc::MappingGroup>& groups) {
  return readAside(procRoot, identity, groups, [](const UniqueFd& process, std::vector<proc::MappingGroup>& found) {
    proc::MappingGroups sums;
    const int error = readPieces(process, sums);
    found = sums.finish();
    return error;
  });
}

Outcome readEachMapping(const std::string& procRoot, const Identity& identity, std::vector<SingleMapping>& mappings) {
  return readAside(procRoot, identity, mappings, [](const UniqueFd& process, std::vector<SingleMapping>& found) {
    std::string text;
    const int error = readFile(process.get(), "smaps", text, kMostBytes);
    std::string_view rest = text;
    std::string_view line;
    while (proc::nextLine(rest, line)) {
      if (const auto head = proc::parseMappingHead(line)) {
        found.push_back({std::string(head->range), std::string(head->permissions), std::string(head->path), {}});
      } else if (!found.empty()) {
        proc::addSmapsLine(line, found.back().figures);
      }
    }
    return error;
  });
}

Outcome readLimitOf(const std::string& procRoot, const std::string& sysRoot, const Identity& identity,
                    std::optional<MemoryLimit>& limit) {
  return readProcess(procRoot, identity, [&](const UniqueFd& process) {
    limit = readMemoryLimit(process.get(), procRoot, sysRoot);
    return 0;
  });
}

}  // namespace ntop
