#include "process_rows.h"

#include <algorithm>
#include <limits>

#include "../io/clock.h"
#include "process_directory.h"

namespace ntop {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double& at(double* row, RowHead head) { return row[static_cast<size_t>(head)]; }

int identifyRow(const std::string& procRoot, uint32_t parts, uint32_t keepable, double* row, ProcessFacts& facts) {
  Identity identity;
  facts.errors.fill(0);
  facts.numbers.fill(kUnknown);
  const double seconds = secondsOn(CLOCK_BOOTTIME);
  const int error =
      identifyAndRead(procRoot, static_cast<int32_t>(at(row, RowHead::kPid)), parts, keepable, identity, facts);
  at(row, RowHead::kStartTicks) = static_cast<double>(identity.startTicks);
  at(row, RowHead::kPidfdInode) = static_cast<double>(identity.pidfdInode);
  at(row, RowHead::kTelling) = isTellingStart(identity.startTicks, seconds) ? 1 : 0;
  return error;
}

int readKnownRow(const std::string& procRoot, uint32_t parts, uint32_t keepable, double* row, ProcessFacts& facts) {
  Identity identity;
  identity.pid = static_cast<int32_t>(at(row, RowHead::kPid));
  identity.startTicks = static_cast<uint64_t>(at(row, RowHead::kStartTicks));
  const bool startSaysAll = at(row, RowHead::kTelling) != 0;
  identity.pidfdInode = startSaysAll ? 0 : static_cast<uint64_t>(at(row, RowHead::kPidfdInode));
  // One clock speaks for all that is kept.
  if ((keepable & ~static_cast<uint32_t>(at(row, RowHead::kKept))) != 0) {
    facts.at(Number::kClock) = kUnknown;
  }
  return readFacts(procRoot, identity, parts, keepable, facts);
}

}  // namespace

void takeFacts(const double* numbers, ProcessFacts& facts) {
  for (size_t part = 0; part < kPartCount; ++part) facts.errors[part] = static_cast<int>(numbers[part]);
  std::copy_n(numbers + kPartCount, kNumberCount, facts.numbers.begin());
}

void putFacts(const ProcessFacts& facts, double* numbers) {
  std::copy(facts.errors.begin(), facts.errors.end(), numbers);
  std::copy(facts.numbers.begin(), facts.numbers.end(), numbers + kPartCount);
}

void readRow(const std::string& procRoot, uint32_t parts, uint32_t keepable, double* row, ProcessFacts& facts) {
  double* const numbers = row + std::size(kRowHeadNames);
  const bool isKnown = at(row, RowHead::kKnown) != 0;
  keepable &= parts;
  facts.read = 0;
  if (isKnown) takeFacts(numbers, facts);
  const int error = isKnown ? readKnownRow(procRoot, parts, keepable, row, facts)
                            : identifyRow(procRoot, parts, keepable, row, facts);
  putFacts(facts, numbers);
  at(row, RowHead::kError) = error;
  at(row, RowHead::kKept) = error == 0 ? keepable : 0;
}

}  // namespace ntop
