#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../events/delay_reader.h"
#include "process_table.h"

namespace ntop {

// Fills the columns of what processes have waited for, all that are asked for in one question.
class ProcessDelays {
 public:
  ProcessDelays(std::string procRoot, ProcessTable& table) : table_(table), reader_(std::move(procRoot)) {}

  // Notes a process that has to be read; `clock` is its CPU clock before, or -1.
  void ask(int slot, int64_t clock, bool isVisible);
  void read();

  // Drops numbers that are no longer wanted and would become outdated.
  void clear();
  // Of a new process nothing is known.
  void forget(int slot);

 private:
  struct Asked {
    int slot;
    double serial;
    int64_t clock;
  };

  void store(const Asked& asked, const Delays& delays);

  ProcessTable& table_;
  DelayReader reader_;
  std::vector<Asked> asked_;
  std::vector<DelayQuestion> questions_;
  std::vector<Delays> found_;  // used anew each time, to spare allocations
};

}  // namespace ntop
