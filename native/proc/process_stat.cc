#include "process_stat.h"

#include "fields.h"

namespace ntop::proc {

namespace {

char parseState(std::string_view word) {
  const char letter = word.size() == 1 ? word[0] : '?';
  const bool known = (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
  return known ? letter : '?';
}

void readTail(Fields& fields, ProcessStat& stat) {
  uint64_t number = 0;
  fields.read(number);
  if (fields.ok()) stat.virtualBytes = number;
  int64_t pages = 0;  // has been seen negative: a sum of counters that lag behind
  fields.read(pages);
  if (fields.ok() && pages >= 0) stat.residentPages = static_cast<uint64_t>(pages);
  fields.skip(14);  // rsslim … exit_signal
  fields.read(stat.processor);
  fields.skip(2);  // rt_priority, policy
  stat.ioWaitTicks = fields.readIfWhole<uint64_t>();
}

}  // namespace

std::optional<ProcessStat> parseProcessStat(std::string_view text) {
  // A name may hold blanks, newlines and parentheses itself, so it ends at the last one.
  const size_t open = text.find('(');
  const size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};

  ProcessStat stat;
  stat.name = text.substr(open + 1, close - open - 1);
  Fields fields(text.substr(close + 1));
  stat.state = parseState(fields.word());
  fields.read(stat.ppid);
  fields.read(stat.processGroupId);
  fields.read(stat.sessionId);
  fields.read(stat.terminalDevice);
  fields.skip(1);  // tpgid
  fields.read(stat.flags);
  fields.read(stat.minorFaults);
  fields.skip(1);  // cminflt
  fields.read(stat.majorFaults);
  fields.skip(1);  // cmajflt
  fields.read(stat.userTicks);
  fields.read(stat.systemTicks);
  stat.childUserTicks = fields.readIfWhole<uint64_t>().value_or(0);
  stat.childSystemTicks = fields.readIfWhole<uint64_t>().value_or(0);
  fields.read(stat.priority);
  fields.read(stat.nice);
  fields.read(stat.threads);
  fields.skip(1);  // itrealvalue
  fields.read(stat.startTicks);
  if (!fields.ok()) return {};
  readTail(fields, stat);
  return stat;
}

}  // namespace ntop::proc
