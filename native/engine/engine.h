#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "../groups/group_engine.h"
#include "../io/file.h"
#include "abilities.h"
#include "needs.h"
#include "process_table.h"
#include "scanner.h"
#include "system.h"
#include "user_names.h"

namespace ntop {

// Reads processes and the machine, sample after sample. One thread at a time may use it.
class Engine {
 public:
  // With `plain` every process is read every time.
  Engine(std::string procRoot, std::string sysRoot, bool plain = false);

  // Reads everything. Empty, or a sentence that says why the machine can't be read.
  std::string sample(const Needs& needs);

  // The same in two steps. The first never blocks on a process, so it may run on the main thread if isQuick() says
  // that it should be short; with `quick` it leaves long work to the second, which may block.
  std::string begin(const Needs& needs, bool quick = false);
  bool hasMore() const;
  void finish();
  bool isQuick(const Needs& needs) const;

  ProcessTable& table() { return table_; }
  const System& system() const { return system_; }
  UserNames& userNames() { return userNames_; }
  GroupEngine& groups() { return groups_; }
  // Why not all delays are known, a sentence without its full stop.
  std::string whyNotAllDelays() const { return running_ ? running_->scanner.delays().whyNotAll() : std::string(); }
  double scanMilliseconds() const { return scanMilliseconds_; }

  // Of the last sample.
  const ScanCounts& counts() const { return counts_; }
  uint64_t syscalls() const { return syscalls_; }

  // Empty before the first sample.
  std::vector<Capability> capabilities() const;

 private:
  // What can be made once /proc is open.
  struct Running {
    Running(const UniqueFd& proc, const std::string& procRoot, ProcessTable& table, UserNames& userNames, Abilities found)
        : abilities(std::move(found)),
          machine(abilities.isOwnProc),
          scanner(proc, procRoot, table, userNames, abilities) {}
    Abilities abilities;
    SystemReader machine;
    Scanner scanner;
  };

  std::string open();
  void countKills();
  void readGroups();
  void account(double began, uint64_t syscallsBefore);

  const std::string procRoot_;
  const std::string sysRoot_;
  const bool plain_;
  UniqueFd proc_;
  ProcessTable table_;
  UserNames userNames_;
  GroupEngine groups_;
  std::optional<Running> running_;
  System system_;
  Needs needs_;
  ScanCounts counts_;
  double scanMilliseconds_ = 0;
  double meanMilliseconds_ = 0;  // of late
  uint64_t samples_ = 0;
  uint64_t syscalls_ = 0;
  bool hadMore_ = true;
  bool groupsDue_ = false;
};

}  // namespace ntop
