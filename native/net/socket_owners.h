#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "../io/file.h"
#include "process_sockets.h"

namespace ntop {

// A process that has a socket open, identified by PID and start time.
struct SocketOwner {
  int32_t pid = 0;
  uint64_t startTicks = 0;
  int32_t fd = 0;
  int error = 0;  // why it could not be checked again
};

struct OwnerState {
  int unreadableProcesses = 0;  // processes whose descriptors may not be read
  bool searching = false;       // the time limit was reached: some owners come with later samples
};

// Finds the owners of sockets in /proc/PID/fd. A search is expensive, so it reads only where something can have
// changed: processes that ran since they were last read, and only for sockets without a known owner.
class SocketOwners {
 public:
  SocketOwners(const UniqueFd& proc, bool isRealProc) : proc_(proc), isRealProc_(isRealProc) {}

  // Removes ended processes, so that seek() looks for the owners of their sockets.
  void dropEnded();

  // Looks for the owners of the sockets `unowned`; `listAll` gives all dumped sockets. `exact` reads
  // every process that has run, without a time limit; otherwise there is a time limit, and shared sockets are checked
  // only every few seconds.
  using ListInodes = std::function<void(std::unordered_set<uint64_t>& inodes)>;
  void seek(const std::vector<uint64_t>& unowned, const ListInodes& listAll, bool exact);

  // Sockets whose known owners changed since this was last cleared.
  std::unordered_set<uint64_t>& changed() { return changed_; }
  OwnerState state() const;

  struct Summary {
    SocketOwner first;  // of the lowest PID
    int count = 0;      // of processes
  };
  // False if no owner is known.
  bool find(uint64_t inode, Summary& summary) const;

  // The PIDs of all known owners, the lowest first.
  std::vector<int32_t> pidsOf(uint64_t inode) const;

  // The processes that have it open now, the lowest PID first; each is checked again, or has an error.
  std::vector<SocketOwner> ownersOf(uint64_t inode);

 private:
  struct Holder {
    int32_t pid = 0;
    int32_t fd = 0;
  };
  // The processes to search, the likeliest first.
  enum class Stage { kOwners, kOthers, kFormerFiles };
  // One round over the processes, which may take several samples.
  struct Round {
    bool underWay = false;
    bool everything = false;  // rather than until all unknown sockets are found
    Stage stage = Stage::kOwners;
    std::vector<int32_t> pids;
    size_t next = 0;
    std::vector<uint64_t> soughtFromStart;
  };

  bool isLive(uint64_t inode, const ListInodes& listAll);
  void collectUnknown(const std::vector<uint64_t>& inodes);
  void beginRound(bool everything);
  bool nextStage();
  bool listProcesses();
  void goOn(const Deadline& deadline, const ListInodes& listAll, bool deep);
  bool searchNext(const Deadline& deadline, const ListInodes& listAll, bool deep);
  void endRound(const ListInodes& listAll);
  void note(int32_t pid, int32_t fd, uint64_t before, uint64_t after);
  void forget(int32_t pid);

  const UniqueFd& proc_;
  const bool isRealProc_;
  std::map<int32_t, ProcessSockets> processes_;
  std::unordered_map<uint64_t, std::vector<Holder>> holders_;  // by inode
  std::unordered_set<uint64_t> live_;                          // sockets of the last dump, when that was asked for
  std::unordered_set<uint64_t> unknown_;
  std::unordered_set<uint64_t> nobodys_;  // sockets that a whole round did not find
  Round round_;
  uint64_t rounds_ = 0;
  double lastSweepSeconds_ = 0;
  std::unordered_set<uint64_t> changed_;
  bool first_ = true;
};

}  // namespace ntop
