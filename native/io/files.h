#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "aside.h"

// Questions about files, for code that has no file system of its own to ask: this machine's side of Files in
// src/probe/files.ts.
namespace ntop {

enum class FileQuestionKind { kRead, kList, kStat, kLink };

struct FileQuestion {
  FileQuestionKind kind = FileQuestionKind::kStat;
  std::string path;
  size_t mostBytes = 0;  // of what is read
};

struct FileStatus {
  uint32_t mode = 0;
  uint32_t uid = 0;
  uint64_t device = 0;  // that it is, not that it is on
  double accessedMilliseconds = 0;
  double nowMilliseconds = 0;  // by the clock that the other times are of
};

// What was asked for, or an errno; ETIMEDOUT where the file system gave no answer in time.
struct FileAnswer {
  int error = 0;
  std::string bytes;  // or a link's target
  std::vector<std::string> names;
  FileStatus status;
};

// The answers by question. One that waits, for a dead file server or the like, costs a thread until it has an answer, and
// keeps only such from being asked as would wait for the same. Opening waits for no other end of a pipe.
std::vector<FileAnswer> askFiles(const std::vector<FileQuestion>& questions, const Patience& patience);

}  // namespace ntop
