#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "identity.h"
#include "open_files.h"
#include "outcome.h"
#include "scheduling.h"
#include "threads.h"

namespace ntop {

// A part of a detail: its value, or the errno that says why it can't be had.
template <typename Value>
struct Part {
  int error = 0;
  Value value{};
};

struct LimitText {
  std::string name;
  std::string soft;
  std::string hard;
  std::string unit;
};

// The details of one process, for its page.
struct Detail {
  Part<std::vector<std::string>> commandLine;
  Part<std::string> executable;
  bool executableDeleted = false;
  Part<std::string> workingDirectory;
  Part<std::string> root;
  Part<std::string> cgroup;
  Part<std::vector<std::string>> environment;
  Part<OpenFiles> openFiles;
  Part<std::vector<LimitText>> limits;
  Part<ThreadLines> threads;
  Part<std::vector<int>> affinity;
  Part<IoPriority> ioPriority;
};

// Reads everything through one open /proc directory, which never shows a process that reused the PID. `gone` if it is
// gone or the PID was reused.
Outcome readDetail(const std::string& procRoot, const Identity& identity, Detail& detail);

}  // namespace ntop
