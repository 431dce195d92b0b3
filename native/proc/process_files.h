#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// The smaller files of /proc/PID, one parser each.
namespace ntop::proc {

// proc_pid_statm(5)
struct Statm {
  uint64_t virtualPages = 0;
  uint64_t residentPages = 0;
  uint64_t sharedPages = 0;
  std::optional<uint64_t> textPages;
  std::optional<uint64_t> dataPages;
};
std::optional<Statm> parseStatm(std::string_view text);

// proc_pid_io(5): what was asked of the kernel, and of that the storage traffic; a line that is missing or garbled
// leaves its number open.
struct ProcessIo {
  std::optional<uint64_t> readCalls;
  std::optional<uint64_t> writeCalls;
  std::optional<uint64_t> readCharacters;
  std::optional<uint64_t> writtenCharacters;
  std::optional<uint64_t> readBytes;
  std::optional<uint64_t> writeBytes;
};
ProcessIo parseProcessIo(std::string_view text);

// proc_pid_oom_score(5): the highest is killed first.
std::optional<uint64_t> parseOomScore(std::string_view text);

// /proc/PID/schedstat: nothing where the kernel does not count it, which it says with zeros.
struct SchedStat {
  uint64_t runNanoseconds = 0;
  uint64_t delayNanoseconds = 0;  // waited for a CPU
  uint64_t turns = 0;             // on a CPU
};
std::optional<SchedStat> parseSchedStat(std::string_view text);

// proc_pid_limits(5), as the kernel words it. The texts point into the parsed one.
struct Limit {
  std::string_view name;
  std::string_view soft;
  std::string_view hard;
  std::string_view unit;
};
std::vector<Limit> parseLimits(std::string_view text);

// How many descriptors may be open, from the same file; infinite if there is no limit.
std::optional<double> parseOpenFileLimit(std::string_view text);

// proc_pid_wchan(5): where in the kernel a task sleeps. Empty if it does not, or if that must not be known: the kernel
// writes 0 for both.
std::string_view parseWaitChannel(std::string_view text);

// proc_pid_fdinfo(5): flags as in open(2).
struct FdInfo {
  std::optional<int64_t> position;
  std::optional<uint32_t> flags;
  std::optional<int64_t> mountId;
};
FdInfo parseFdInfo(std::string_view text);

// A line of proc_pid_cgroup(5), which points into the text; the controllers are empty for version 2.
struct CgroupLine {
  std::string_view hierarchy;
  std::string_view controllers;
  std::string_view path;
};

// Cuts lines off the front of `rest` until one is well formed. False at the end.
bool nextCgroup(std::string_view& rest, CgroupLine& cgroup);

// The most specific path of proc_pid_cgroup(5): that of version 2, or if it is only the root, that of the most
// specific hierarchy of version 1. Empty if there is none.
std::string_view parseCgroup(std::string_view text);

// Cuts arguments or environment at their NULs. One NUL at the end ends the last text; more are empty texts.
std::vector<std::string_view> splitAtNul(std::string_view text);

}  // namespace ntop::proc
