#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "../io/file.h"

namespace ntop {

// A network namespace, and a process that is in it.
struct NetNamespace {
  uint64_t inode = 0;
  int32_t pid = 0;
};

// The inode of a process's network namespace; 0 if it can't be read. `process` is "self" or a PID.
uint64_t netNamespaceOf(int procDirectory, const char* process);

// The namespaces of all processes, each once, with its lowest PID. A process seldom changes its namespace: one that is known
// is asked again only while it is new, where it stands for others, and now and then if it has run since, so that this takes
// a thousandth of the time, but where there are tens of thousands of processes.
class NetNamespaces {
 public:
  // `hasClocks`: the processes are those of this machine, whose CPU clocks say which of them ran.
  explicit NetNamespaces(bool hasClocks) : hasClocks_(hasClocks) {}

  const std::vector<NetNamespace>& list(int procDirectory, double nowSeconds);

 private:
  struct Known {
    uint64_t inode = 0;
    bool isNew = true;
    int64_t clock = -1;  // before its namespace was asked for; -1: not known
  };

  void walk(int procDirectory, const std::vector<int32_t>& pids, bool askAll);
  Known ask(int procDirectory, int32_t pid, const Known* before) const;

  const bool hasClocks_;

  std::unordered_map<int32_t, Known> known_;
  std::vector<NetNamespace> found_;
  double dueSeconds_ = 0;
};

// A socket for sock_diag(7) in that namespace, by way of a thread that enters it and ends. errno says why there is
// none.
UniqueFd openSocketDiagIn(int procDirectory, const NetNamespace& netNamespace);

// The directory /proc/PID/net of just that namespace; errno says why there is none.
UniqueFd openNetDirectoryOf(int procDirectory, const NetNamespace& netNamespace);

}  // namespace ntop
