#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "pidfd.h"

// What the library knows of one process: numbers and texts, read from those of its files that are asked for.
namespace ntop {

// The files, as bits to ask with. In the order of PARTS in src/probe/process-calls.ts.
enum class Part : uint32_t {
  kStat,
  kStatus,
  kStatm,
  kIo,
  kCommandLine,
  kExecutable,
  kWorkingDirectory,
  kEnvironment,
  kDescriptors,
};
constexpr size_t kPartCount = 9;

// In the order of NUMBERS in src/probe/process-calls.ts. Bytes, seconds and counts; NaN is unknown.
enum class Number : size_t {
  kState,  // its letter, as a code point
  kParent,
  kTerminal,
  kFlags,
  kMinorFaults,
  kMajorFaults,
  kUserSeconds,
  kSystemSeconds,
  kChildUserSeconds,
  kChildSystemSeconds,
  kIoWaitSeconds,
  kProcessor,
  kThreads,
  kUserId,
  kEffectiveUserId,
  kSavedUserId,
  kGroupId,
  kEffectiveGroupId,
  kSavedGroupId,
  kVoluntarySwitches,
  kInvoluntarySwitches,
  kPeakResidentBytes,
  kPeakVirtualBytes,
  kAnonymousBytes,
  kFileBytes,
  kSharedMemoryBytes,
  kSwapBytes,
  kHugePageBytes,
  kResidentBytes,
  kVirtualBytes,
  kSharedBytes,
  kTextBytes,
  kDataBytes,
  kReadCalls,
  kWriteCalls,
  kReadBytes,
  kWriteBytes,
  kReadCharacters,
  kWrittenCharacters,
  kExecutableDeleted,
  kWorkingDirectoryDeleted,
  kDescriptorCount,
  kClock,  // CPU time in nanoseconds before the parts were read that may be kept
};
constexpr size_t kNumberCount = 43;

// In the order of TEXTS there. Arguments and environment are as the kernel has them, with NULs.
enum class FactText : size_t { kName, kCommandLine, kExecutable, kWorkingDirectory, kEnvironment };
constexpr size_t kFactTextCount = 5;

// The part that a text is read with.
constexpr Part partOf(FactText text) {
  constexpr Part kParts[] = {Part::kStat, Part::kCommandLine, Part::kExecutable, Part::kWorkingDirectory,
                             Part::kEnvironment};
  return kParts[static_cast<size_t>(text)];
}

struct ProcessFacts {
  // Why a part is missing: an errno by part, 0 for none.
  std::array<int, kPartCount> errors{};
  std::array<double, kNumberCount> numbers{};
  std::array<std::string, kFactTextCount> texts;
  uint64_t startTicks = 0;  // read with kStat
  uint32_t read = 0;        // parts that were read, not kept

  double& at(Number number) { return numbers[static_cast<size_t>(number)]; }
  std::string& at(FactText text) { return texts[static_cast<size_t>(text)]; }
};

// Reads the parts whose bits (1 << part) are set; what belongs to others stays as it is. Those of `keepable` stay too
// when they were had and the process has not run since: its clock stands where it stood. Returns as openProcess does.
int readFacts(const std::string& procRoot, const Identity& identity, uint32_t parts, uint32_t keepable,
              ProcessFacts& facts);

}  // namespace ntop
