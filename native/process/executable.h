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

// The kernel's remark " (deleted)" at the end of a path, which may also be part of the name.
bool endsWithRemark(const std::string& path);
std::string withoutRemark(const std::string& path);

// Whether what a link leads to lies at this very path, for us or in the process's root. Asks its file system, and waits as
// long as that does.
bool liesAt(int process, int directory, const char* link, const std::string& path);

// Whether a file of any kind lies at a path, or with `program` one that may be run. False where nothing answers in time.
bool isThere(const std::string& path, bool program);

}  // namespace ntop
