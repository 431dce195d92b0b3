#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

#include "process_facts.h"

// Facts as a row of numbers in memory that the caller keeps from one reading to the next.
namespace ntop {

// What a row begins with, a line each as in process_facts.h; see ROW_HEADS in src/probe/process-calls.ts.
#define NTOP_ROW_HEADS(HEAD)      \
  HEAD(kPid, pid)                 \
  HEAD(kKnown, known)             \
  HEAD(kStartTicks, startTicks)   \
  HEAD(kPidfdInode, pidfdInode)   \
  HEAD(kTelling, telling)         \
  HEAD(kError, error)             \
  HEAD(kKept, kept)

#define NTOP_ENUMERATOR(name, text) name,
#define NTOP_TEXT(name, text) #text,

enum class RowHead : size_t { NTOP_ROW_HEADS(NTOP_ENUMERATOR) };
constexpr const char* kRowHeadNames[] = {NTOP_ROW_HEADS(NTOP_TEXT)};

#undef NTOP_TEXT
#undef NTOP_ENUMERATOR

// Errors of the parts and numbers; a row has its head before them.
constexpr size_t kFactNumbers = kPartCount + kNumberCount;
constexpr size_t kRowNumbers = std::size(kRowHeadNames) + kFactNumbers;

void takeFacts(const double* numbers, ProcessFacts& facts);
void putFacts(const ProcessFacts& facts, double* numbers);

// Reads the process of a row, or identifies it first. `facts` has what was read, and else nothing that can be relied on.
void readRow(const std::string& procRoot, uint32_t parts, uint32_t keepable, double* row, ProcessFacts& facts);

}  // namespace ntop
