#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../io/file.h"
#include "../process/pidfd.h"
#include "../proc/process_stat.h"
#include "abilities.h"
#include "first_readings.h"
#include "held_files.h"
#include "process_table.h"
#include "user_names.h"

namespace ntop {

// The result of reading a task. kUnsure (no descriptors left, garbled text) does not mean that it ended.
enum class Reading { kRead, kGone, kDenied, kUnsure };

// What an errno of reading /proc/PID means for the process.
Reading classify(int error);

// How to read a task.
struct ReadMode {
  // Its CPU clock, read before the task, so that anything that it does meanwhile shows in the next one. Without it
  // stat's ticks count.
  std::optional<int64_t> clock;
  bool ran = true;    // since it was last read
  bool often = false; // its files are kept open
  uint64_t scan = 0;
  bool resident = true;  // its memory is wanted
  // What else is wanted of it, as bits.
  enum Extra : uint8_t { kFds = 1, kFdLimit = 2, kWaitChannel = 4 };
  int extras = 0;
  double seconds = 0;  // when the scan began
};

// Reads one task at a time from /proc into the table, without blocking on the task.
class ProcessReader {
 public:
  // `proc` is the open /proc.
  ProcessReader(const UniqueFd& proc, ProcessTable& table, UserNames& userNames, const Abilities& abilities);

  // Reads a task into its slot, or into a new slot for a new task, even if its PID is known.
  Reading read(Task task, const ReadMode& mode);

  // Gives a process that is not known a slot with what was read of it on any thread.
  void take(int32_t pid, const FirstReading& reading, const ReadMode& mode);

  bool hasPidfdInodes() const { return hasPidfdInodes_; }

  // Whether the task of the last read may be running another program than when it was read before.
  bool renewed() const { return renewed_; }

  // Whether a slot's PID has belonged to the process all the time since its clock showed `clock`.
  bool isStill(int slot, int64_t clock);

  // Where a task's files are, below /proc and with a slash at the end: those of its own, and those of the thread that
  // stands for a process whose first has ended.
  std::string directoryOf(int slot) const;
  std::string livingDirectoryOf(int slot) const;

  // Removes a row and everything kept for it.
  void remove(int slot);

  // Drops numbers and texts that are no longer wanted and would become outdated.
  void clear(int extras);

  HeldFiles& held() { return held_; }

 private:
  // What is kept per slot besides the table.
  struct Note {
    uint64_t ticks = 0;  // user and system time as stat counts it
    int32_t livingThread = 0;  // stands for a process whose first thread has ended
    uint64_t ranNanoseconds = 0;  // of a thread, when it was last seen in uninterruptible sleep
    bool young = false;  // last checked in the tick in which it started: its PID may still be reused in that tick
  };

  void enter(Task task);
  Reading readStat(int slot, const ReadMode& mode, proc::ProcessStat& stat);
  void askLivingThread(proc::ProcessStat& stat);
  Reading readNew(Task task, const ReadMode& mode);
  int addRow(Task task, std::string_view name, uint64_t pidfdInode);
  Reading update(int slot, Task task, const ReadMode& mode, const proc::ProcessStat& stat);
  bool isSameLifetime(int slot, Task task, const proc::ProcessStat& stat);
  bool isYoung(double startTicks) const;
  bool isYoungAt(double bootSeconds, double startTicks) const;
  void store(int slot, const proc::ProcessStat& stat, const ReadMode& mode);
  void readOwner(int slot);
  void setOwner(int slot, uint32_t uid);
  void readMemory(int slot, const proc::ProcessStat& stat);
  void setMemory(int slot, const proc::ProcessStat& stat, const std::optional<proc::Statm>& statm);
  int readStatm(int slot);
  void readExtras(int slot, int extras);
  double readFds(int slot);
  double readFdLimit(int slot);
  void noteBlocked(int slot, const ReadMode& mode);
  UniqueFd open(const char* file);

  const UniqueFd& proc_;
  ProcessTable& table_;
  UserNames& userNames_;
  const bool hasPidfdInodes_;
  const bool isOwnProc_;
  const bool countsOpenFiles_;
  const double ticksPerSecond_;
  const double pageBytes_;
  HeldFiles held_;
  std::vector<Note> notes_;
  bool renewed_ = false;
  int32_t livingThread_ = 0;  // of the task that is read

  // Used anew for each task, to spare allocations.
  UniqueFd opened_;        // its stat
  std::string directory_;  // below /proc, with a slash at its end
  std::string path_;
  std::string statText_;
  std::string text_;
};

}  // namespace ntop
