#pragma once

namespace ntop {

// The numbers of an event that cross to JavaScript, in the order of EVENT_NUMBERS in src/probe/event-calls.ts. The last
// are those of its texts.
constexpr const char* kEventNumberNames[] = {
    "event",        "source", "wallClockMilliseconds", "pid",        "startTicks",        "pidfdInode", "parentPid",
    "uid",          "exitStatus", "signal",            "lifetimeSeconds", "cpuSeconds",   "peakResidentBytes",
    "readBytes",    "writeBytes", "oomHeldBytes",      "oomLimitBytes", "oomOfMachine",   "name",       "command",
    "cgroup",       "oomGroup",   "oomLimitGroup"};

}  // namespace ntop
