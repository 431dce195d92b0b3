#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <string>

#include "identity.h"

// Numbers and texts of one process for the library, from the requested files.
namespace ntop {

// The layout of a process's facts, a line each: its name in C++ and in JavaScript. The addon refuses to load where
// src/probe/process-calls.ts has another.
//
// The files that facts are read from, as bits to ask with.
#define NTOP_FACT_PARTS(PART)               \
  PART(kStat, stat)                         \
  PART(kStatus, status)                     \
  PART(kStatm, statm)                       \
  PART(kIo, io)                             \
  PART(kCommandLine, commandLine)           \
  PART(kExecutable, executable)             \
  PART(kWorkingDirectory, workingDirectory) \
  PART(kEnvironment, environment)           \
  PART(kDescriptors, descriptors)

// Bytes, seconds and counts; NaN is unknown. The state is a letter's code point; the clock is CPU time in nanoseconds
// before those parts were read that may be kept. The marks are the memory as stat has it, to see whether it changed;
// `seconds` is when stat was read, by the monotonic clock.
#define NTOP_FACT_NUMBERS(NUMBER)                           \
  NUMBER(kState, state)                                     \
  NUMBER(kParent, parent)                                   \
  NUMBER(kTerminal, terminal)                               \
  NUMBER(kFlags, flags)                                     \
  NUMBER(kMinorFaults, minorFaults)                         \
  NUMBER(kMajorFaults, majorFaults)                         \
  NUMBER(kUserSeconds, userSeconds)                         \
  NUMBER(kSystemSeconds, systemSeconds)                     \
  NUMBER(kChildUserSeconds, childUserSeconds)               \
  NUMBER(kChildSystemSeconds, childSystemSeconds)           \
  NUMBER(kIoWaitSeconds, ioWaitSeconds)                     \
  NUMBER(kProcessor, processor)                             \
  NUMBER(kResidentMark, residentMark)                       \
  NUMBER(kVirtualMark, virtualMark)                         \
  NUMBER(kSeconds, seconds)                                 \
  NUMBER(kThreads, threads)                                 \
  NUMBER(kUserId, userId)                                   \
  NUMBER(kEffectiveUserId, effectiveUserId)                 \
  NUMBER(kSavedUserId, savedUserId)                         \
  NUMBER(kGroupId, groupId)                                 \
  NUMBER(kEffectiveGroupId, effectiveGroupId)               \
  NUMBER(kSavedGroupId, savedGroupId)                       \
  NUMBER(kVoluntarySwitches, voluntarySwitches)             \
  NUMBER(kInvoluntarySwitches, involuntarySwitches)         \
  NUMBER(kPeakResidentBytes, peakResidentBytes)             \
  NUMBER(kPeakVirtualBytes, peakVirtualBytes)               \
  NUMBER(kAnonymousBytes, anonymousBytes)                   \
  NUMBER(kFileBytes, fileBytes)                             \
  NUMBER(kSharedMemoryBytes, sharedMemoryBytes)             \
  NUMBER(kSwapBytes, swapBytes)                             \
  NUMBER(kHugePageBytes, hugePageBytes)                     \
  NUMBER(kResidentBytes, residentBytes)                     \
  NUMBER(kVirtualBytes, virtualBytes)                       \
  NUMBER(kSharedBytes, sharedBytes)                         \
  NUMBER(kTextBytes, textBytes)                             \
  NUMBER(kDataBytes, dataBytes)                             \
  NUMBER(kReadCalls, readCalls)                             \
  NUMBER(kWriteCalls, writeCalls)                           \
  NUMBER(kReadBytes, readBytes)                             \
  NUMBER(kWriteBytes, writeBytes)                           \
  NUMBER(kReadCharacters, readCharacters)                   \
  NUMBER(kWrittenCharacters, writtenCharacters)             \
  NUMBER(kExecutableDeleted, executableDeleted)             \
  NUMBER(kWorkingDirectoryDeleted, workingDirectoryDeleted) \
  NUMBER(kDescriptorCount, descriptors)                     \
  NUMBER(kClock, clock)

// Arguments and environment are as the kernel has them, with NULs.
#define NTOP_FACT_TEXTS(TEXT)               \
  TEXT(kName, name)                         \
  TEXT(kCommandLine, commandLine)           \
  TEXT(kExecutable, executable)             \
  TEXT(kWorkingDirectory, workingDirectory) \
  TEXT(kEnvironment, environment)

#define NTOP_ENUMERATOR(name, text) name,
#define NTOP_TEXT(name, text) #text,

enum class Part : uint32_t { NTOP_FACT_PARTS(NTOP_ENUMERATOR) };
enum class Number : size_t { NTOP_FACT_NUMBERS(NTOP_ENUMERATOR) };
enum class FactText : size_t { NTOP_FACT_TEXTS(NTOP_ENUMERATOR) };

constexpr const char* kPartNames[] = {NTOP_FACT_PARTS(NTOP_TEXT)};
constexpr const char* kNumberNames[] = {NTOP_FACT_NUMBERS(NTOP_TEXT)};
constexpr const char* kFactTextNames[] = {NTOP_FACT_TEXTS(NTOP_TEXT)};

#undef NTOP_TEXT
#undef NTOP_ENUMERATOR

constexpr size_t kPartCount = std::size(kPartNames);
constexpr size_t kNumberCount = std::size(kNumberNames);
constexpr size_t kFactTextCount = std::size(kFactTextNames);

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
// when they were had and the process has not run since: its clock stands where it stood. Of its memory, which the kernel
// takes away and gives back while it sleeps, that is true while stat has the same. Returns as openProcess does.
int readFacts(const std::string& procRoot, const Identity& identity, uint32_t parts, uint32_t keepable,
              ProcessFacts& facts);

// The same for whichever process has the PID now, which it tells: stat is always read, and nothing is kept. It fails where
// stat can't be read; identifyProcess may know more then.
int identifyAndRead(const std::string& procRoot, int32_t pid, uint32_t parts, uint32_t keepable, Identity& identity,
                    ProcessFacts& facts);

}  // namespace ntop
