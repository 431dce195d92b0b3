#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "../io/file.h"

namespace ntop {

// The inode of the socket that a descriptor leads to, in an open /proc/PID/fd; 0 for anything else, and when it is closed.
uint64_t socketInode(int directory, int32_t fd);

// When a search has to stop for this time: so much CPU time of this thread from now on.
class Deadline {
 public:
  explicit Deadline(double cpuMilliseconds);
  bool isOver() const;

 private:
  double end_;
};

// What one process has open, as far as it was looked at. Kept from search to search.
struct ProcessSockets {
  struct Descriptor {
    int32_t fd = 0;
    uint64_t inode = 0;  // 0: no socket
  };
  uint64_t startTicks = 0;
  // The process's CPU clock when its descriptors were listed: while it stands, they can't have changed.
  int64_t scannedClock = -1;
  int64_t beganClock = -1;  // of a search that was not finished
  int32_t resumeFd = 0;
  uint64_t foundInRound = 0;  // the last in which it had a socket that was not known before
  bool denied = false;
  std::vector<Descriptor> descriptors;  // by number
};

// What a search is for.
struct SocketSearch {
  // Whether a socket was in the last dump: a descriptor that led to one is believed to do so still, unless `deep`.
  const std::function<bool(uint64_t inode)>& isLive;
  // Sockets whose owner is sought; the search may end once there is none left. Null: look at everything.
  std::unordered_set<uint64_t>* unknown = nullptr;
  // Looks also at numbers that led to a file: there are many, and few become sockets.
  bool files = true;
  bool deep = false;
};

enum class SearchEnd { kComplete, kLeftFiles, kFoundAll, kOutOfTime, kDenied, kGone };

// Looks at the descriptors of a process, those never seen first. All that is read is of one lifetime: a reused PID
// empties `process` first. `onChange` is told when what a descriptor leads to has changed (0: nothing).
using OnDescriptor = std::function<void(int32_t fd, uint64_t before, uint64_t after)>;
SearchEnd searchProcess(int procDirectory, int32_t pid, ProcessSockets& process, const SocketSearch& search,
                        const Deadline& deadline, const OnDescriptor& onChange);

// 0 if a descriptor of just this process leads to the socket at this moment, ENOTSOCK if it does not or the process has
// ended, else why that can not be told.
int checkSocket(int procDirectory, int32_t pid, uint64_t startTicks, int32_t fd, uint64_t inode);

}  // namespace ntop
