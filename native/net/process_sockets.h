#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "../io/file.h"

namespace ntop {

// The inode of a descriptor's socket, in an open /proc/PID/fd; 0 for anything else, and if it is closed.
uint64_t socketInode(int directory, int32_t fd);

// The time limit of a search: CPU time of this thread from now on.
class Deadline {
 public:
  explicit Deadline(double cpuMilliseconds);
  bool isOver() const;

 private:
  double end_;
};

// The known descriptors of one process, kept from search to search.
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
  // Sockets without a known owner; the search may end once there are none left. Null: read everything.
  std::unordered_set<uint64_t>* unknown = nullptr;
  // Also reads descriptors that were files: there are many, and few become sockets.
  bool files = true;
  bool deep = false;
};

enum class SearchEnd { kComplete, kLeftFiles, kFoundAll, kOutOfTime, kDenied, kGone };

// Reads the descriptors of a process, new ones first. Everything is from one process lifetime: a reused PID
// empties `process` first. `onChange` is called when the inode of a descriptor changed (0: none).
using OnDescriptor = std::function<void(int32_t fd, uint64_t before, uint64_t after)>;
SearchEnd searchProcess(int procDirectory, int32_t pid, ProcessSockets& process, const SocketSearch& search,
                        const Deadline& deadline, const OnDescriptor& onChange);

// 0 if this process has the socket open now, ENOTSOCK if it does not or the process has
// ended, otherwise the errno that prevents the check.
int checkSocket(int procDirectory, int32_t pid, uint64_t startTicks, int32_t fd, uint64_t inode);

}  // namespace ntop
