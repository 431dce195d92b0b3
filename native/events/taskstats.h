#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the kernel counts for a task (taskstats, a family of generic netlink), read from its messages. Nothing here asks
// the kernel.
namespace ntop {

// One struct taskstats. What its version does not have is empty.
struct TaskStats {
  uint16_t version = 0;
  uint32_t exitStatus = 0;  // as wait(2) has it
  uint8_t flags = 0;
  uint64_t cpuTurns = 0;  // how often it got a CPU
  uint64_t cpuDelayNanoseconds = 0;
  uint64_t blockIoCount = 0;
  uint64_t blockIoDelayNanoseconds = 0;
  uint64_t swapCount = 0;
  uint64_t swapDelayNanoseconds = 0;
  uint64_t cpuNanoseconds = 0;  // 0 where the kernel does not count it
  std::string name;             // hostile
  uint32_t userId = 0;
  int32_t pid = 0;  // the task's: a thread's too
  int32_t parentPid = 0;
  uint64_t elapsedMicroseconds = 0;
  uint64_t userMicroseconds = 0;  // these two in steps of a tick
  uint64_t systemMicroseconds = 0;
  uint64_t peakResidentKibibytes = 0;
  uint64_t readCharacters = 0;
  uint64_t writtenCharacters = 0;
  uint64_t readBytes = 0;  // of the task alone, without the rest below a KiB
  uint64_t writtenBytes = 0;
  uint64_t reclaimCount = 0;
  uint64_t reclaimDelayNanoseconds = 0;
  std::optional<uint64_t> thrashingCount;  // version 9
  std::optional<uint64_t> thrashingDelayNanoseconds;
  std::optional<uint64_t> compactCount;         // version 11
  std::optional<int32_t> processId;             // version 12, and no record of a process
  std::optional<uint64_t> processMicroseconds;  // version 12: since the process started
  std::optional<uint64_t> copyCount;            // version 13: pages copied when written to
  std::optional<uint64_t> interruptCount;       // version 14

  // Version 12: no task of the process is left.
  bool isLastOfProcess() const { return (flags & 0x20) != 0; }
};

// Places in struct taskstats that a filter of a socket looks at.
constexpr uint32_t kFlagsOffset = 8;
constexpr uint32_t kReadBytesOffset = 248;
constexpr uint32_t kWrittenBytesOffset = 256;

// The first version that tells the process of a task, and its last task.
constexpr uint16_t kFirstVersionWithProcess = 12;

// Versions 7 and later, but 15, which has its fields elsewhere. Reads no further than the bytes, whatever their version.
std::optional<TaskStats> parseTaskStats(std::string_view bytes);
bool isKnownVersion(uint16_t version);

// What a message of the family has.
struct TaskRecord {
  std::optional<TaskStats> task;
  // The sum of a process's tasks, with those that have ended: only times and counts. At its end it comes along with the
  // last task's where the process has ever had more than one.
  int32_t processId = 0;
  std::optional<TaskStats> process;
};

// From the payload of a netlink message of the family; nothing of other messages.
std::optional<TaskRecord> parseTaskRecord(std::string_view payload);

// Where struct taskstats begins in that payload, which depends on the machine; 0 when there is none.
size_t taskStatsOffset(std::string_view payload);

// What a request may ask for, with the attribute that says it.
enum class TaskQuery : uint16_t { kTask = 1, kProcess = 2 };
std::string taskQuery(uint16_t family, uint32_t sequence, TaskQuery query, int32_t id);

// Asks for a record of each task that ends on one of these CPUs, such as 0-3; or for no more. It is acknowledged.
std::string listenRequest(uint16_t family, uint32_t sequence, const std::string& cpus, bool listen);

}  // namespace ntop
