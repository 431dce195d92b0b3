#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../file.h"
#include "../pidfd.h"
#include "../proc/process_stat.h"
#include "process_table.h"
#include "user_names.h"

namespace ntop {

// A process, or a thread of one: then the ids differ.
struct Task {
  int32_t id;
  int32_t threadGroupId;
};

// What is wanted of a task beside its stat and memory.
struct Wanted {
  bool io = false;
  bool cgroup = false;
  bool refresh = false;  // read again what seldom changes: command line and control group
};

// How reading a task ended. kUnsure (no descriptors left, garbled text) is not its death.
enum class Reading { kRead, kGone, kDenied, kUnsure };

// Reads one task at a time from /proc into the table.
class ProcessReader {
 public:
  // `proc` is the open /proc. Only the real one's PIDs may be asked for pidfds.
  ProcessReader(const UniqueFd& proc, bool isRealProc, ProcessTable& table, UserNames& userNames);

  // Reads a task into its slot, or into a new one when it is a new task, even at a PID known before.
  Reading read(Task task, const Wanted& wanted);

 private:
  // What is remembered of a slot beside the table.
  struct Note {
    bool ioDenied = false;
    bool cgroupRead = false;
    bool young = false;  // last proven to be itself in the tick it began in, so that its PID may yet be reused there
  };

  Reading readStat(proc::ProcessStat& stat);
  Reading meet(Task task, const Wanted& wanted);
  bool isSameLifetime(int slot, Task task, const proc::ProcessStat& stat);
  bool isYoung(double startTicks) const;
  void store(int slot, const proc::ProcessStat& stat);
  void readRest(int slot, const proc::ProcessStat& stat, const Wanted& wanted, bool renewed);
  void readOwner(int slot);
  void readMemory(int slot, const proc::ProcessStat& stat);
  void readIo(int slot, bool wanted, bool renewed);
  void readCommandLine(int slot, bool due);
  void readCgroup(int slot, bool wanted, bool due);
  const char* path(const char* file);

  const UniqueFd& proc_;
  ProcessTable& table_;
  UserNames& userNames_;
  const bool hasPidfdInodes_;
  const double ticksPerSecond_;
  const double pageBytes_;
  std::vector<Note> notes_;

  // Used anew for each task, to spare allocations.
  std::string directory_;  // below /proc, with a slash at its end
  std::string path_;
  std::string statText_;
  std::string text_;
};

}  // namespace ntop
