#include "fact_readers.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "../io/clock.h"
#include "../proc/process_files.h"
#include "../proc/process_stat.h"
#include "../proc/process_status.h"
#include "executable.h"
#include "open_file_count.h"
#include "own_proc.h"
#include "process_directory.h"
#include "threads.h"

namespace ntop {

namespace {

// More than the kernel lets arguments and environment take.
constexpr size_t kMostTextBytes = 64u << 20;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

template <typename Value>
double orUnknown(const std::optional<Value>& value, double factor = 1) {
  return value ? static_cast<double>(*value) * factor : kUnknown;
}

double secondsOf(uint64_t ticks) {
  const auto ticksPerSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  return static_cast<double>(ticks) / ticksPerSecond;
}

void putStat(const proc::ProcessStat& stat, ProcessFacts& facts) {
  facts.startTicks = stat.startTicks;
  facts.at(FactText::kName) = stat.name;
  facts.at(Number::kState) = stat.state;
  facts.at(Number::kParent) = stat.ppid;
  facts.at(Number::kTerminal) = stat.terminalDevice;
  facts.at(Number::kFlags) = stat.flags;
  facts.at(Number::kMinorFaults) = static_cast<double>(stat.minorFaults);
  facts.at(Number::kMajorFaults) = static_cast<double>(stat.majorFaults);
  facts.at(Number::kUserSeconds) = secondsOf(stat.userTicks);
  facts.at(Number::kSystemSeconds) = secondsOf(stat.systemTicks);
  facts.at(Number::kChildUserSeconds) = secondsOf(stat.childUserTicks);
  facts.at(Number::kChildSystemSeconds) = secondsOf(stat.childSystemTicks);
  facts.at(Number::kIoWaitSeconds) = stat.ioWaitTicks ? secondsOf(*stat.ioWaitTicks) : kUnknown;
  facts.at(Number::kThreads) = stat.threads;
  facts.at(Number::kProcessor) = stat.processor < 0 ? kUnknown : stat.processor;
  facts.at(Number::kResidentMark) = orUnknown(stat.residentPages);
  facts.at(Number::kVirtualMark) = orUnknown(stat.virtualBytes);
}

// Puts what stat says and tells whether the first thread has ended before others.
int readStatOf(int directory, const char* path, ProcessFacts& facts, bool& hasLostThread) {
  thread_local std::string text;
  const int error = readRecord(directory, path, text);
  if (error != 0) return error;
  const auto stat = proc::parseProcessStat(text);
  if (!stat) return EIO;
  putStat(*stat, facts);
  facts.at(Number::kSeconds) = secondsOn(CLOCK_MONOTONIC);
  hasLostThread = hasLostFirstThread(*stat);
  return 0;
}

int readStat(int process, ProcessFacts& facts) {
  bool hasLostThread = false;
  const int error = readStatOf(process, "stat", facts, hasLostThread);
  const auto living = hasLostThread ? findLivingThread(process) : std::nullopt;
  if (living) facts.at(Number::kState) = living->state;
  return error;
}

void putIds(ProcessFacts& facts, Number first, const std::optional<proc::ProcessStatus::Ids>& ids) {
  for (size_t index = 0; index < 3; ++index) {
    facts.numbers[static_cast<size_t>(first) + index] = ids ? static_cast<double>((*ids)[index]) : kUnknown;
  }
}

int readStatus(int process, ProcessFacts& facts) {
  std::string text;
  const int error = readRecord(process, "status", text);
  if (error != 0) return error;
  const proc::ProcessStatus status = proc::parseProcessStatus(text);
  putIds(facts, Number::kUserId, status.userIds);
  putIds(facts, Number::kGroupId, status.groupIds);
  facts.at(Number::kVoluntarySwitches) = orUnknown(status.voluntarySwitches);
  facts.at(Number::kInvoluntarySwitches) = orUnknown(status.involuntarySwitches);
  const auto put = [&](Number number, const std::optional<uint64_t>& kilobytes) {
    facts.at(number) = orUnknown(kilobytes, 1024);
  };
  put(Number::kPeakResidentBytes, status.residentPeak);
  put(Number::kPeakVirtualBytes, status.virtualPeak);
  put(Number::kAnonymousBytes, status.residentAnonymous);
  put(Number::kFileBytes, status.residentFile);
  put(Number::kSharedMemoryBytes, status.residentShared);
  put(Number::kSwapBytes, status.swapped);
  put(Number::kHugePageBytes, status.hugePages);
  return 0;
}

int readStatm(int process, ProcessFacts& facts) {
  std::string text;
  const int error = readRecord(process, "statm", text);
  if (error != 0) return error;
  const auto statm = proc::parseStatm(text);
  if (!statm) return EIO;
  const auto pageBytes = static_cast<double>(sysconf(_SC_PAGESIZE));
  facts.at(Number::kResidentBytes) = static_cast<double>(statm->residentPages) * pageBytes;
  facts.at(Number::kVirtualBytes) = static_cast<double>(statm->virtualPages) * pageBytes;
  facts.at(Number::kSharedBytes) = static_cast<double>(statm->sharedPages) * pageBytes;
  facts.at(Number::kTextBytes) = orUnknown(statm->textPages, pageBytes);
  facts.at(Number::kDataBytes) = orUnknown(statm->dataPages, pageBytes);
  return 0;
}

int readIo(int process, ProcessFacts& facts) {
  std::string text;
  const int error = readRecord(process, "io", text);
  if (error != 0) return error;
  const proc::ProcessIo io = proc::parseProcessIo(text);
  facts.at(Number::kReadCalls) = orUnknown(io.readCalls);
  facts.at(Number::kWriteCalls) = orUnknown(io.writeCalls);
  facts.at(Number::kReadBytes) = orUnknown(io.readBytes);
  facts.at(Number::kWriteBytes) = orUnknown(io.writeBytes);
  facts.at(Number::kReadCharacters) = orUnknown(io.readCharacters);
  facts.at(Number::kWrittenCharacters) = orUnknown(io.writtenCharacters);
  return 0;
}

int readCommandLine(int process, ProcessFacts& facts) {
  return readFile(process, "cmdline", facts.at(FactText::kCommandLine), kMostTextBytes, End::kShortRead);
}

int readEnvironment(int process, ProcessFacts& facts) {
  return readFile(process, "environ", facts.at(FactText::kEnvironment), kMostTextBytes);
}

int putTarget(LinkedFile file, FactText path, Number deleted, ProcessFacts& facts) {
  // A link can hold a NUL that the kernel put in by mistake.
  facts.at(path) = file.path.substr(0, file.path.find('\0'));
  facts.at(deleted) = file.deleted ? 1 : 0;
  return file.error;
}

int readExecutableOf(int process, ProcessFacts& facts) {
  return putTarget(readExecutable(process), FactText::kExecutable, Number::kExecutableDeleted, facts);
}

int readDirectoryOf(int process, ProcessFacts& facts) {
  const LinkedFile directory = readWorkingDirectory(process);
  return putTarget(directory, FactText::kWorkingDirectory, Number::kWorkingDirectoryDeleted, facts);
}

int countDescriptors(int process, ProcessFacts& facts) {
  // In a made up /proc sizes say nothing.
  static const bool kernelCounts = [] {
    const UniqueFd proc = openDirectory(AT_FDCWD, "/proc");
    return proc && isOnProc(proc.get()) && sizeIsCount(proc.get());
  }();
  size_t count = 0;
  const int error = countOpenFiles(process, "fd", kernelCounts && isOnProc(process), count);
  facts.at(Number::kDescriptorCount) = static_cast<double>(count);
  return error;
}

// Whether a part says no more than of a kernel thread or a zombie: then the first thread may have ended while others go
// on, and one of these has the part.
bool saysNothing(Part part, const ProcessFacts& facts) {
  const int error = facts.errors[static_cast<size_t>(part)];
  if (error != 0) return error == ENOENT || error == ESRCH;
  const auto number = [&](Number of) { return facts.numbers[static_cast<size_t>(of)]; };
  const auto isEmpty = [&](FactText of) { return facts.texts[static_cast<size_t>(of)].empty(); };
  switch (part) {
    case Part::kStatus:
      return std::isnan(number(Number::kPeakVirtualBytes));
    case Part::kStatm:
      return number(Number::kVirtualBytes) == 0;
    case Part::kCommandLine:
      return isEmpty(FactText::kCommandLine);
    case Part::kEnvironment:
      return isEmpty(FactText::kEnvironment);
    case Part::kDescriptors:
      return number(Number::kDescriptorCount) == 0;
    default:
      return false;
  }
}

using Reader = int (*)(int process, ProcessFacts& facts);
constexpr std::array<Reader, kPartCount> kReaders = {
    readStat,         readStatus,      readStatm,       readIo,          readCommandLine,
    readExecutableOf, readDirectoryOf, readEnvironment, countDescriptors,
};

}  // namespace

int readStatAlone(const char* path, ProcessFacts& facts) {
  bool hasLostThread = false;
  const int error = readStatOf(AT_FDCWD, path, facts, hasLostThread);
  if (error != 0 || hasLostThread) return error != 0 ? error : EAGAIN;
  facts.errors[static_cast<size_t>(Part::kStat)] = 0;
  facts.read |= 1u << static_cast<size_t>(Part::kStat);
  return 0;
}

void readPart(size_t part, int process, ProcessFacts& facts) {
  facts.errors[part] = kReaders[part](process, facts);
  facts.read |= 1u << part;
  if (part == 0 || !saysNothing(static_cast<Part>(part), facts)) return;
  const UniqueFd living = openLivingThread(process);
  if (living) facts.errors[part] = kReaders[part](living.get(), facts);
}

}  // namespace ntop
