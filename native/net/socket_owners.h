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

// A process that has a socket open; PID and start time name it.
struct SocketOwner {
  int32_t pid = 0;
  uint64_t startTicks = 0;
  int32_t fd = 0;
  int error = 0;  // why it could not be asked again
};

struct OwnerState {
  int unreadableProcesses = 0;  // user processes whose descriptors this user may not see
  bool searching = false;       // time was over: some owners come with the next samples
};

// Finds who has which socket open, from /proc/PID/fd. A search is dear, so it looks only where something can have
// changed: at processes that have run since they were looked at, and only for sockets that nobody is known to have.
class SocketOwners {
 public:
  SocketOwners(const UniqueFd& proc, bool isRealProc) : proc_(proc), isRealProc_(isRealProc) {}

  // Forgets processes that have ended: what is known then is what seek() must find out more about.
  void dropEnded();

  // Seeks the owners of the sockets `unowned`, of all those that were dumped, which `listAll` gives. `exact` looks at
  // every process that has run, however long it takes; else there is a limit of time, and who shares a socket is looked
  // at again every few seconds only.
  using ListInodes = std::function<void(std::unordered_set<uint64_t>& inodes)>;
  void seek(const std::vector<uint64_t>& unowned, const ListInodes& listAll, bool exact);

  // Sockets of whose owners something else is known than when this was last cleared.
  std::unordered_set<uint64_t>& changed() { return changed_; }
  OwnerState state() const;

  struct Summary {
    SocketOwner first;  // of the lowest PID
    int count = 0;      // of processes
  };
  // False when nobody is known to have it.
  bool find(uint64_t inode, Summary& summary) const;

  // The PIDs of all that are known to have it, lowest first.
  std::vector<int32_t> pidsOf(uint64_t inode) const;

  // Those that have it open at this moment, lowest PID first; each is asked again. Who can't be has an error.
  std::vector<SocketOwner> ownersOf(uint64_t inode);

 private:
  struct Holder {
    int32_t pid = 0;
    int32_t fd = 0;
  };
  // Where sockets are sought, the likeliest place first.
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
