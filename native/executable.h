#pragma once

#include <string>

namespace ntop {

// The program that a process runs. `path` comes without the kernel's remark that it was deleted.
struct Executable {
  int error = 0;
  std::string path;
  // The file is no more, or another one lies in its place since an upgrade.
  bool deleted = false;
};

// `process` is the process's open directory in /proc.
Executable readExecutable(int process);

}  // namespace ntop
