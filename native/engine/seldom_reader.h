#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../io/file.h"
#include "process_reader.h"
#include "process_table.h"
#include "user_names.h"

namespace ntop {

// Reads what few processes need at a time and what may wait: for the process's memory map, for its exec or for the
// kernel's lock of control groups. Never on a thread that keys wait for.
class SeldomReader {
 public:
  // What to read of a slot, as bits.
  enum Part : uint8_t { kCommandLine = 1, kCgroup = 2, kIo = 4, kMemory = 8 };

  SeldomReader(const UniqueFd& proc, ProcessTable& table, UserNames& userNames, ProcessReader& reader)
      : proc_(proc), table_(table), userNames_(userNames), reader_(reader) {}

  // Notes what to read of a slot next; `clock` as in Manner.
  void ask(int slot, int parts, std::optional<int64_t> clock);
  bool hasWork() const { return !jobs_.empty() || userNames_.hasUnknown(); }
  void work();

  // It may have become readable.
  void forgetDenial(int slot);
  // Forgets numbers, or control groups, that are not wanted any more and would grow old.
  void clearIo();
  void clearMemory();
  void clearCgroups();

 private:
  struct Job {
    int slot;
    double serial;
    int parts;
    std::optional<int64_t> clock;
  };

  void read(const Job& job);
  bool readMemory();
  void storeIo(int slot, int error);
  void storeMemory(int slot, bool read);
  bool readText(const char* file, size_t most, std::string& text, End end);

  const UniqueFd& proc_;
  ProcessTable& table_;
  UserNames& userNames_;
  ProcessReader& reader_;
  std::vector<Job> jobs_;
  std::vector<bool> ioDenied_;  // by slot

  // Used anew for each task, to spare allocations.
  std::string directory_;
  std::string path_;
  std::string line_;
  std::string cgroup_;
  std::string io_;
  std::string status_;
  std::string oomScore_;
};

}  // namespace ntop
