#include "system_stat.h"

#include "fields.h"

namespace ntop::proc {

namespace {

constexpr int kFewestColumns = 4;

std::optional<uint64_t> readCount(Fields& fields) {
  uint64_t count = 0;
  fields.read(count);
  if (!fields.ok()) return {};
  return count;
}

// `word` is cpu or cpu and a number.
std::optional<CpuTicks> parseCpu(std::string_view word, Fields& fields) {
  CpuTicks cpu;
  word.remove_prefix(3);
  if (!word.empty()) {
    Fields number(word);
    number.read(cpu.id);
    if (!number.ok() || cpu.id < 0) return {};
  }
  size_t columns = 0;
  for (; columns < CpuTicks::kColumns; ++columns) {
    const auto ticks = fields.readIfWhole<uint64_t>();
    if (!fields.ok()) break;
    cpu.ticks[columns] = ticks.value_or(CpuTicks::kUnknownTicks);
  }
  if (columns < kFewestColumns) return {};
  return cpu;
}

}  // namespace

SystemStat parseSystemStat(std::string_view text) {
  SystemStat stat;
  std::string_view line;
  while (nextLine(text, line)) {
    Fields fields(line);
    const std::string_view word = fields.word();
    if (startsWith(word, "cpu")) {
      const auto cpu = parseCpu(word, fields);
      if (cpu && cpu->id < 0) stat.total = cpu;
      if (cpu && cpu->id >= 0) stat.cpus.push_back(*cpu);
    } else if (word == "btime") {
      stat.bootTimeSeconds = readCount(fields);
    } else if (word == "processes") {
      stat.forks = readCount(fields);
    } else if (word == "ctxt") {
      stat.contextSwitches = readCount(fields);
    } else if (word == "intr") {
      stat.interrupts = readCount(fields);  // the first number is the sum of all others
    } else if (word == "softirq") {
      stat.softInterrupts = readCount(fields);
    }
  }
  return stat;
}

}  // namespace ntop::proc
