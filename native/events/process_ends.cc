#include "process_ends.h"

#include <limits>

namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
// Records are read some time after the end that they tell of, which makes the process seem younger; never by so much.
constexpr double kLongestUnread = 1;
// More living processes with ended threads that used storage than any machine has.
constexpr size_t kMostProcesses = 65536;

double lifetimeSeconds(const TaskRecord& record) {
  const TaskStats& task = *record.task;
  if (task.processMicroseconds) return static_cast<double>(*task.processMicroseconds) / 1e6;
  // Before version 12 the last task of several may not be the oldest.
  return record.process ? kUnknown : static_cast<double>(task.elapsedMicroseconds) / 1e6;
}

double cpuSeconds(const TaskRecord& record) {
  const uint64_t nanoseconds = record.process ? record.process->cpuNanoseconds : record.task->cpuNanoseconds;
  if (nanoseconds > 0) return static_cast<double>(nanoseconds) / 1e9;
  // The kernel does not count it exactly. Ticks tell of one thread, and nothing of short runs.
  const uint64_t microseconds = record.task->userMicroseconds + record.task->systemMicroseconds;
  return record.process || microseconds == 0 ? kUnknown : static_cast<double>(microseconds) / 1e6;
}

}  // namespace

ProcessEnds::ProcessEnds(double nowSeconds, bool countsIo) : completeSince_(nowSeconds), countsIo_(countsIo) {}

std::optional<ProcessEnd> ProcessEnds::take(const TaskRecord& record, double nowSeconds) {
  if (!record.task) return {};
  const TaskStats& task = *record.task;
  if (task.processId && !task.isLastOfProcess()) {
    if (ofThreads_.size() >= kMostProcesses) lose(nowSeconds);
    Io& sum = ofThreads_[*task.processId];
    sum.readBytes += task.readBytes;
    sum.writtenBytes += task.writtenBytes;
    return {};
  }
  ProcessEnd end;
  end.pid = task.processId.value_or(record.process ? record.processId : task.pid);
  end.parentPid = task.parentPid;
  end.userId = task.userId;
  end.name = task.name;
  end.exitStatus = task.exitStatus;
  end.lifetimeSeconds = lifetimeSeconds(record);
  end.cpuSeconds = cpuSeconds(record);
  // Kernel threads have no memory, and some kernels do not count it.
  const bool hasPeak = task.peakResidentKibibytes > 0;
  end.peakResidentBytes = hasPeak ? static_cast<double>(task.peakResidentKibibytes) * 1024 : kUnknown;
  end.isCertain = task.processId.has_value() || record.process.has_value();
  putIo(record, nowSeconds, end);
  return end;
}

void ProcessEnds::putIo(const TaskRecord& record, double nowSeconds, ProcessEnd& end) {
  const TaskStats& task = *record.task;
  Io sum{task.readBytes, task.writtenBytes};
  const auto ofThreads = ofThreads_.find(end.pid);
  if (record.process && ofThreads != ofThreads_.end()) {
    sum.readBytes += ofThreads->second.readBytes;
    sum.writtenBytes += ofThreads->second.writtenBytes;
  }
  if (ofThreads != ofThreads_.end()) ofThreads_.erase(ofThreads);
  // Threads that ended before their records came, and those of which no record says whose they were, are not in the sum.
  const bool isWhole = !record.process || (task.processId && nowSeconds - end.lifetimeSeconds > completeSince_ + kLongestUnread);
  const bool isCounted = countsIo_ && (task.peakResidentKibibytes > 0 || task.readCharacters + task.writtenCharacters > 0);
  end.readBytes = isWhole && isCounted ? static_cast<double>(sum.readBytes) : kUnknown;
  end.writtenBytes = isWhole && isCounted ? static_cast<double>(sum.writtenBytes) : kUnknown;
}

void ProcessEnds::lose(double nowSeconds) {
  ofThreads_.clear();
  completeSince_ = nowSeconds;
}

}  // namespace ntop
