#include "taskstats.h"

#include <linux/genetlink.h>
#include <linux/taskstats.h>

#include "../net/netlink.h"
#include "generic_netlink.h"

namespace ntop {

namespace {

constexpr uint16_t kOldestVersion = 7;
// Its fields stand in the middle of the others.
constexpr uint16_t kDisplacedVersion = 15;
constexpr size_t kNameOffset = 80;
constexpr size_t kMostNameBytes = 32;
// What each version has, so that a cut message is no record.
constexpr size_t kOldestSize = 328;

template <typename Number>
void readAt(std::string_view bytes, size_t offset, Number& value) {
  if (offset <= bytes.size()) readStruct(bytes.substr(offset), value);
}

// Of version `since`; nothing where the version or the message ends before it.
template <typename Number>
void readAt(std::string_view bytes, size_t offset, uint16_t since, const TaskStats& stats, std::optional<Number>& value) {
  Number number{};
  if (stats.version < since || offset > bytes.size() || !readStruct(bytes.substr(offset), number)) return;
  value = number;
}

void readTimes(std::string_view bytes, TaskStats& stats) {
  readAt(bytes, 16, stats.cpuTurns);
  readAt(bytes, 24, stats.cpuDelayNanoseconds);
  readAt(bytes, 32, stats.blockIoCount);
  readAt(bytes, 40, stats.blockIoDelayNanoseconds);
  readAt(bytes, 48, stats.swapCount);
  readAt(bytes, 56, stats.swapDelayNanoseconds);
  readAt(bytes, 72, stats.cpuNanoseconds);
  readAt(bytes, 144, stats.elapsedMicroseconds);
  readAt(bytes, 152, stats.userMicroseconds);
  readAt(bytes, 160, stats.systemMicroseconds);
  readAt(bytes, 312, stats.reclaimCount);
  readAt(bytes, 320, stats.reclaimDelayNanoseconds);
}

void readTask(std::string_view bytes, TaskStats& stats) {
  readAt(bytes, 4, stats.exitStatus);
  readAt(bytes, kFlagsOffset, stats.flags);
  const std::string_view name = bytes.substr(kNameOffset, kMostNameBytes);
  stats.name = name.substr(0, name.find('\0'));
  readAt(bytes, 120, stats.userId);
  readAt(bytes, 128, stats.pid);
  readAt(bytes, 132, stats.parentPid);
  readAt(bytes, 200, stats.peakResidentKibibytes);
  readAt(bytes, 216, stats.readCharacters);
  readAt(bytes, 224, stats.writtenCharacters);
  readAt(bytes, kReadBytesOffset, stats.readBytes);
  readAt(bytes, kWrittenBytesOffset, stats.writtenBytes);
}

void readLater(std::string_view bytes, TaskStats& stats) {
  readAt(bytes, 328, 9, stats, stats.thrashingCount);
  readAt(bytes, 336, 9, stats, stats.thrashingDelayNanoseconds);
  readAt(bytes, 352, 11, stats, stats.compactCount);
  readAt(bytes, 368, kFirstVersionWithProcess, stats, stats.processId);
  readAt(bytes, 376, kFirstVersionWithProcess, stats, stats.processMicroseconds);
  readAt(bytes, 400, 13, stats, stats.copyCount);
  readAt(bytes, 416, 14, stats, stats.interruptCount);
}

// The struct among the attributes of an aggregate, and whose it is.
void readAggregate(std::string_view attributes, std::optional<TaskStats>& stats, int32_t& processId) {
  eachAttribute(attributes, [&](uint16_t type, std::string_view bytes) {
    if (type == TASKSTATS_TYPE_TGID) readStruct(bytes, processId);
    if (type == TASKSTATS_TYPE_STATS) stats = parseTaskStats(bytes);
  });
}

}  // namespace

bool isKnownVersion(uint16_t version) { return version >= kOldestVersion && version != kDisplacedVersion; }

std::optional<TaskStats> parseTaskStats(std::string_view bytes) {
  TaskStats stats;
  if (bytes.size() < kOldestSize || !readStruct(bytes, stats.version) || !isKnownVersion(stats.version)) return {};
  readTimes(bytes, stats);
  readTask(bytes, stats);
  readLater(bytes, stats);
  return stats;
}

std::optional<TaskRecord> parseTaskRecord(std::string_view payload) {
  genlmsghdr header{};
  if (!readStruct(payload, header) || header.cmd != TASKSTATS_CMD_NEW) return {};
  TaskRecord record;
  eachAttribute(payload.substr(sizeof header), [&](uint16_t type, std::string_view attributes) {
    if (type == TASKSTATS_TYPE_AGGR_PID) readAggregate(attributes, record.task, record.processId);
    if (type == TASKSTATS_TYPE_AGGR_TGID) readAggregate(attributes, record.process, record.processId);
  });
  if (!record.task && !record.process) return {};
  return record;
}

size_t taskStatsOffset(std::string_view payload) {
  size_t offset = 0;
  if (payload.size() < sizeof(genlmsghdr)) return 0;
  eachAttribute(payload.substr(sizeof(genlmsghdr)), [&](uint16_t, std::string_view attributes) {
    eachAttribute(attributes, [&](uint16_t type, std::string_view bytes) {
      if (type == TASKSTATS_TYPE_STATS && offset == 0) offset = static_cast<size_t>(bytes.data() - payload.data());
    });
  });
  return offset;
}

std::string taskQuery(uint16_t family, uint32_t sequence, TaskQuery query, int32_t id) {
  const std::string_view number(reinterpret_cast<const char*>(&id), sizeof id);
  return genericRequest(family, sequence, TASKSTATS_CMD_GET, static_cast<uint16_t>(query), number);
}

std::string listenRequest(uint16_t family, uint32_t sequence, const std::string& cpus, bool listen) {
  const uint16_t attribute = listen ? TASKSTATS_CMD_ATTR_REGISTER_CPUMASK : TASKSTATS_CMD_ATTR_DEREGISTER_CPUMASK;
  const std::string_view list(cpus.c_str(), cpus.size() + 1);
  return genericRequest(family, sequence, TASKSTATS_CMD_GET, attribute, list, NLM_F_ACK);
}

}  // namespace ntop
