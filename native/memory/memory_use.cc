#include "memory_use.h"

#include <unistd.h>

#include <cerrno>

#include "../io/clock.h"
#include "../io/file.h"
#include "../proc/fields.h"
#include "../process/process_directory.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 256u << 20;
constexpr size_t kPieceBytes = 1u << 18;

// Reads by `read` (0 or an errno), and then makes sure that the process is there still, lest the end of it be taken for an
// answer.
template <typename Read>
Outcome readProcess(const std::string& procRoot, const Identity& identity, Read read) {
  UniqueFd process;
  const int opened = openProcess(procRoot, identity, process);
  if (opened != 0) return outcomeOf(opened);
  Outcome outcome;
  outcome.error = read(process);
  uint64_t startTicks = 0;
  return readStart(process.get(), "stat", startTicks) == 0 ? outcome : outcomeOf(ESRCH);
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
  std::vector<Footprint> footprints;
  for (const Identity& identity : processes) {
    if (!footprints.empty() && secondsOn(CLOCK_MONOTONIC) > end) break;
    Footprint footprint;
    footprint.outcome = readProcess(procRoot, identity, [&](const UniqueFd& process) {
      return readFootprint(process, footprint.figures);
    });
    footprint.readAtSeconds = secondsOn(CLOCK_MONOTONIC);
    footprints.push_back(footprint);
  }
  return footprints;
}

Outcome readMappings(const std::string& procRoot, const Identity& identity, std::vector<proc::MappingGroup>& groups) {
  return readProcess(procRoot, identity, [&](const UniqueFd& process) {
    proc::MappingGroups sums;
    const int error = readPieces(process, sums);
    groups = sums.finish();
    return error;
  });
}

Outcome readEachMapping(const std::string& procRoot, const Identity& identity, std::vector<SingleMapping>& mappings) {
  return readProcess(procRoot, identity, [&](const UniqueFd& process) {
    std::string text;
    const int error = readFile(process.get(), "smaps", text, kMostBytes);
    std::string_view rest = text;
    std::string_view line;
    while (proc::nextLine(rest, line)) {
      if (const auto head = proc::parseMappingHead(line)) {
        mappings.push_back({std::string(head->range), std::string(head->permissions), std::string(head->path), {}});
      } else if (!mappings.empty()) {
        proc::addSmapsLine(line, mappings.back().figures);
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
