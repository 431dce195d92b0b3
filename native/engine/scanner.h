#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "../io/file.h"
#include "abilities.h"
#include "fork_cursor.h"
#include "needs.h"
#include "process_delays.h"
#include "process_reader.h"
#include "process_table.h"
#include "seldom_reader.h"
#include "system.h"
#include "user_names.h"

namespace ntop {

// Counts of one scan, for tests and --doctor.
struct ScanCounts {
  int ran = 0;
  int read = 0;
  int born = 0;
  int died = 0;  // with threads whose rows went
  int probed = 0;
  bool listed = false;
};

// Updates the table, scan after scan. If the kernel shows which processes ran, only those are read, and
// those that may have changed otherwise: visible rows, those ntop acted on, children and sessions of ended processes.
class Scanner {
 public:
  Scanner(const UniqueFd& proc, const std::string& procRoot, ProcessTable& table, UserNames& userNames,
          const Abilities& abilities);

  // One scan in two steps: known processes, then new ones. The second takes long after many
  // forks; isLong() shows that after the first.
  void scanKnown(const Needs& needs, const System& system);
  bool isLong() const;
  bool isDone() const { return isDone_; }
  void scanNew();

  // What the scan left for later.
  SeldomReader& seldom() { return seldom_; }
  const SeldomReader& seldom() const { return seldom_; }
  const ScanCounts& counts() const { return counts_; }
  const ProcessDelays& delays() const { return delays_; }
  bool trustsCursor() const { return cursor_.works(); }

 private:
  // Why a row is read although its process did not run.
  enum Mark : uint8_t { kVisible = 1, kForced = 2, kThreads = 4 };

  // What is kept per slot besides the table.
  struct Note {
    uint64_t ranInScan = 0;
    uint64_t readInScan = 0;         // or seen in a listing
    uint64_t threadsReadInScan = 0;
    uint64_t channelReadInScan = 0;
    double residentBytes = -1;       // when it was asked for its swap
    bool isStale = false;            // ran since its command line was read
  };

  void prepare(const Needs& needs);
  void mark(int slot, int why);
  void markVisible(int slot);
  void markTouched();
  void markNextFew();
  void grow();

  void checkClocks();
  bool isMarked(int slot) const;
  bool isStopped(int slot) const;
  bool isReniced(int slot) const;
  void meetNew();
  void probe(int32_t pid);
  void meet(int32_t pid, const FirstReading& first);
  void meetListed();
  void scanAll();
  void removeUnlisted();
  void rereadKin();

  Reading visit(int32_t pid, std::optional<int64_t> clock, const FirstReading* first = nullptr);
  void follow(int slot, std::optional<int64_t> clock, bool ran);
  void askSeldom(int slot, std::optional<int64_t> clock, bool ran, bool due);
  int memoryParts(int slot, bool ran);
  bool needsLine(int slot, bool ran, bool due);
  bool isTurnOf(int32_t pid) const;
  bool isTurnOfSleeper(int32_t pid) const;
  int extrasOf(int32_t pid, bool ran);
  void readThreads(int slot);
  void settleThreads();

  const UniqueFd& proc_;
  ProcessTable& table_;
  ProcessReader reader_;
  SeldomReader seldom_;
  ProcessDelays delays_;
  ForkCursor cursor_;
  const bool hasClocks_;
  const int32_t ownPid_;
  const double ticksPerSecond_;

  Needs needs_;
  ScanCounts counts_;
  uint64_t scan_ = 0;
  bool isDone_ = true;
  bool mustList_ = false;
  bool catchUp_ = false;      // all rows lack what is wanted from now on
  bool lacksGroups_ = false;  // all rows lack their control groups, for which nothing else of a process is read
  bool hadThreads_ = false;
  int nextFew_ = 0;
  uint64_t touchedSeen_ = 0;
  double beganTicks_ = 0;  // this scan and the one before, as start times are counted
  double previousTicks_ = 0;
  double beganSeconds_ = 0;  // as snapshots count time
  double sinceLastSeconds_ = 0;

  std::vector<int64_t> clocks_;  // by slot
  std::vector<uint8_t> marks_;   // by slot
  std::vector<Note> notes_;      // by slot
  std::vector<int> marked_;
  std::vector<int32_t> kin_;     // ended processes: their children and sessions may have changed
  std::vector<int32_t> pids_;
};

}  // namespace ntop
