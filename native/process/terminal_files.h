#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

struct TerminalFile {
  uint64_t device = 0;
  uint32_t uid = 0;
  // The access time: reading from a terminal sets it (tty(4)), writing does not.
  double accessedMilliseconds = 0;
};

// The terminals at these paths, by place; empty where there is none. A path that leads through the root of a process
// may lead to a dead file server: what gives no answer is left out too.
std::vector<std::optional<TerminalFile>> readTerminalFiles(const std::vector<std::string>& paths);

}  // namespace ntop
