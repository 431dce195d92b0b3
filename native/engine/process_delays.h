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

  // Of the last read(): why the kernel does not tell all of them, a sentence without its full stop.
  const std::string& whyNotAll() const { return reader_.whyNotAll(); }

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

  // What was read of a slot before.
  struct Kept {
    double serial = 0;
    Delays::Of of = Delays::Of::kNothing;
    int threads = 0;
  };

  void store(const Asked& asked, const Delays& delays);
  bool isOfOthers(const Asked& asked, Delays::Of of);

  ProcessTable& table_;
  DelayReader reader_;
  std::vector<Kept> kept_;  // by slot
  std::vector<Asked> asked_;
  std::vector<DelayQuestion> questions_;
  std::vector<Delays> found_;  // used anew each time, to spare allocations
};

}  // namespace ntop
