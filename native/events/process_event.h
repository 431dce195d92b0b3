#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>

#include "oom_kills.h"

namespace ntop {

// In the order of EVENT_KINDS and EVENT_SOURCES in src/model/machine/events.ts; `layouts.cc` compares them.
enum class EventKind : uint8_t { kStarted, kExited, kCrashed, kOomKilled };
constexpr const char* kEventKindNames[] = {"started", "exited", "crashed", "oomKilled"};
enum class EventSource : uint8_t { kConnector, kTaskstats, kPidfd, kSamples, kKmsg, kVmstat };
constexpr const char* kEventSourceNames[] = {"connector", "taskstats", "pidfd", "samples", "kmsg", "vmstat"};

using SharedText = std::shared_ptr<const std::string>;

// A process has started, or ended. Numbers that are unknown are NaN, texts empty pointers. Texts are hostile.
struct ProcessEvent {
  EventKind kind = EventKind::kStarted;
  EventSource source = EventSource::kConnector;
  double wallMilliseconds = NAN;
  int32_t pid = 0;
  double startTicks = NAN;
  uint64_t pidfdInode = 0;  // 0 if unknown
  double parentPid = NAN;
  double uid = NAN;
  SharedText name;
  SharedText command;  // each argument ends with NUL
  SharedText cgroup;
  double exitStatus = NAN;
  double signal = NAN;
  double lifetimeSeconds = NAN;
  double cpuSeconds = NAN;
  double peakResidentBytes = NAN;
  double readBytes = NAN;
  double writeBytes = NAN;
  // What the kernel logged of its kill for memory; no pointer without.
  std::shared_ptr<const OomKill> oomKill;
};

}  // namespace ntop
