#include <sys/resource.h>

#include <cmath>
#include <limits>

#include "../io/syscalls.h"
#include "../proc/process_files.h"
#include "../process/open_file_count.h"
#include "process_reader.h"

// What the reader reads of a process only while it is shown, sorted or filtered by. None of it blocks.
namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kMostBytes = 64u << 10;

size_t at(int slot) { return static_cast<size_t>(slot); }

}  // namespace

void ProcessReader::readExtras(int slot, int extras) {
  if (extras == 0) return;
  ProcessColumns& columns = table_.columns;
  // Threads share the descriptors of their process.
  const int32_t leader = columns.threadGroupId[at(slot)];
  const int from = leader == columns.pid[at(slot)] ? -1 : table_.find(leader);
  if ((extras & ReadMode::kFds) != 0) columns.fds[at(slot)] = from >= 0 ? columns.fds[at(from)] : readFds(slot);
  if ((extras & ReadMode::kFdLimit) != 0) {
    columns.fdLimit[at(slot)] = from >= 0 ? columns.fdLimit[at(from)] : readFdLimit(slot);
  }
  if ((extras & ReadMode::kWaitChannel) != 0) {
    const bool read = readFile(proc_.get(), (livingDirectoryOf(slot) + "wchan").c_str(), text_, kMostBytes) == 0;
    table_.setText(Text::kWaitChannel, slot, read ? proc::parseWaitChannel(text_) : std::string_view());
  }
  table_.markRow(slot);
}

// A first thread that has ended has no descriptors left, its process has.
double ProcessReader::readFds(int slot) {
  size_t count = 0;
  const int error = countOpenFiles(proc_.get(), (livingDirectoryOf(slot) + "fd").c_str(), countsOpenFiles_, count);
  return error == 0 ? static_cast<double>(count) : kUnknown;
}

// prlimit(2) is much cheaper, and permitted for processes of the same user and for root.
double ProcessReader::readFdLimit(int slot) {
  rlimit limit{};
  countSyscalls();
  if (isOwnProc_ && prlimit(table_.columns.pid[at(slot)], RLIMIT_NOFILE, nullptr, &limit) == 0) {
    const bool none = limit.rlim_cur == RLIM_INFINITY;
    return none ? std::numeric_limits<double>::infinity() : static_cast<double>(limit.rlim_cur);
  }
  if (readFile(proc_.get(), (livingDirectoryOf(slot) + "limits").c_str(), text_, kMostBytes) != 0) return kUnknown;
  return proc::parseOpenFileLimit(text_).value_or(kUnknown);
}

// A thread has no CPU clock that shows whether it ran, so those whose waiting matters are asked for their time.
void ProcessReader::noteBlocked(int slot, const ReadMode& mode) {
  if (table_.holdsProcess(slot)) return;
  double& ranSeconds = table_.columns.ranSeconds[at(slot)];
  uint64_t& known = notes_[at(slot)].ranNanoseconds;
  const bool isBlocked = table_.columns.state[at(slot)] == 'D';
  const bool read = isBlocked && readRecord(proc_.get(), (directory_ + "schedstat").c_str(), text_) == 0;
  const auto stat = read ? proc::parseSchedStat(text_) : std::nullopt;
  if (stat && stat->runNanoseconds == known && !std::isnan(ranSeconds)) return;
  known = stat ? stat->runNanoseconds : 0;
  ranSeconds = stat ? mode.seconds : kUnknown;
}

void ProcessReader::clear(int extras) {
  ProcessColumns& columns = table_.columns;
  for (int slot = 0; slot < table_.slots(); ++slot) {
    if ((extras & ReadMode::kFds) != 0) columns.fds[at(slot)] = kUnknown;
    if ((extras & ReadMode::kFdLimit) != 0) columns.fdLimit[at(slot)] = kUnknown;
    if ((extras & ReadMode::kWaitChannel) != 0) table_.setText(Text::kWaitChannel, slot, {});
    table_.markRow(slot);
  }
}

}  // namespace ntop
