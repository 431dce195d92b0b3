#pragma once

#include <cstdint>

// The system calls that may wait for a file system, and which of their arguments tells the file.
namespace ntop {

struct FileCall {
  const char* name;
  int64_t number;
  int descriptor;  // index of the argument; -1: none, or of a path the directory is the working directory
  int path;        // -1: none
};

// Null for other calls. Numbers are those of this program's own kind of processes.
const FileCall* findFileCall(int64_t number);

}  // namespace ntop
