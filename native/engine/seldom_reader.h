#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../io/file.h"
#include "process_reader.h"
#include "process_table.h"
#include "user_names.h"

namespace ntop {

// Reads what is rarely needed and may block: on the process's memory map, its exec or the
// kernel's lock of control groups. Never on the main thread, and with a time limit: a value without an answer
// by then is unknown, and is read once the kernel answers.
class SeldomReader {
 public:
  // What to read of a slot, as bits.
  enum Part : uint8_t { kCommandLine = 1, kCgroup = 2, kIo = 4, kMemory = 8, kOomScore = 16 };

  SeldomReader(const UniqueFd& proc, ProcessTable& table, UserNames& userNames, ProcessReader& reader);

  // Notes what to read of a slot next; `clock` as in ReadMode.
  void ask(int slot, int parts, std::optional<int64_t> clock);
  // Reads again what gave no answer in the previous scan.
  void askAgain();
  bool hasWork() const { return !jobs_.empty() || userNames_.hasUnknown(); }
  void work();

  // It may have become readable.
  void forgetDenial(int slot);
  // Drops numbers, or control groups, that are no longer wanted and would become outdated.
  void clearIo();
  void clearMemory();
  void clearCgroups();

 private:
  struct Job {
    double serial;
    int parts;
    std::optional<int64_t> clock;
  };
  struct Question;
  struct Answer;

  static void note(std::map<int, Job>& jobs, int slot, const Job& job);
  std::vector<Question> takeQuestions();
  // On another thread.
  static Answer answer(const Question& question, const UniqueFd& proc);
  void store(const Question& question, const std::optional<Answer>& answer);
  void storeIo(int slot, const Answer& answer);
  void storeMemory(int slot, const Answer& answer);
  void storeOomScore(int slot, const Answer& answer);
  void setLineUnknown(int slot, bool unknown);

  // Shared with threads that may outlive this.
  const std::shared_ptr<const UniqueFd> proc_;
  ProcessTable& table_;
  UserNames& userNames_;
  ProcessReader& reader_;
  std::map<int, Job> jobs_;  // by slot
  std::map<int, Job> unanswered_;
  std::vector<bool> ioDenied_;  // by slot
};

}  // namespace ntop
