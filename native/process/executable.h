#pragma once

#include <string>

namespace ntop {

// A file or directory that a link in /proc/PID leads to. `path` comes without the kernel's remark that it was deleted.
struct LinkedFile {
  int error = 0;
  std::string path;
  // It is no more, or another one lies in its place, as after an upgrade.
  bool deleted = false;
};

// `process` is the process's open directory in /proc.
LinkedFile readExecutable(int process);
LinkedFile readWorkingDirectory(int process);

}  // namespace ntop
