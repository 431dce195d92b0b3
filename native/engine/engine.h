#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../file.h"
#include "process_reader.h"
#include "process_table.h"
#include "system.h"
#include "user_names.h"

namespace ntop {

// What must be read for the next frame.
struct Needs {
  bool io = false;
  bool cgroup = false;
  bool threads = false;
  std::vector<int32_t> visibleSlots;
};

// Reads processes and the machine, sample after sample. One thread at a time may use it.
class Engine {
 public:
  Engine(std::string procRoot, std::string sysRoot);

  // Reads everything anew. Empty, or the sentence that says why the machine can't be read.
  std::string sample(const Needs& needs);

  ProcessTable& table() { return table_; }
  const System& system() const { return system_; }
  UserNames& userNames() { return userNames_; }
  double scanMilliseconds() const { return scanMilliseconds_; }

 private:
  std::string openRoot();
  bool listProcesses();
  bool mustRead(int slot) const;
  void readProcesses(const Needs& needs);
  void readThreads(int slot, const Needs& needs);
  void markVisible(const std::vector<int32_t>& slots);
  bool isDue(int32_t pid) const;
  void see(int slot);
  void keepThreads(int slot);
  void removeUnseen();

  const std::string procRoot_;
  const std::string sysRoot_;
  UniqueFd proc_;
  ProcessTable table_;
  UserNames userNames_;
  ProcessReader reader_;
  System system_;
  double scanMilliseconds_ = 0;
  uint64_t scan_ = 0;
  std::vector<uint64_t> seenInScan_;     // by slot: the last scan that found it alive
  std::vector<uint64_t> visibleInScan_;  // by slot: the last scan that had it on the screen
  std::vector<int32_t> pids_;
  std::vector<int32_t> threadIds_;
};

}  // namespace ntop
