#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "deleted_files.h"

namespace ntop {

using DeviceNumbers = std::pair<uint32_t, uint32_t>;

// What can be known before the walk, the same for all processes.
struct WalkFacts {
  std::string procRoot;
  std::map<int64_t, DeviceNumbers> mounts;  // of this mount namespace, by their ID
  std::set<DeviceNumbers> devices;          // of these
  std::optional<DeviceNumbers> sharedMemory;  // where the kernel keeps memfds, SYSV segments and shared anonymous memory
};
WalkFacts readWalkFacts(const std::string& procRoot);

// What a thread does now, for the one that watches over it.
struct WalkStep {
  static constexpr int32_t kNoFd = -1;
  std::atomic<uint64_t> count{0};
  std::atomic<int32_t> fd{kNoFd};
};

struct HeldFile {
  DeletedFile file;
  std::optional<int32_t> fd;
};

// What one process holds.
struct HeldDeleted {
  bool exists = false;  // a program's, and not gone
  bool notPermitted = false;
  bool notAnswered = false;
  Identity identity;
  std::string name;
  std::vector<HeldFile> files;
};

// Mounts in `silent` give no answer and are left out.
HeldDeleted readHeldDeleted(const WalkFacts& facts, int32_t pid, const std::set<int64_t>& silent, WalkStep& step);

// The mount of a descriptor, which the kernel says without asking the file system.
std::optional<int64_t> mountOfDescriptor(const std::string& procRoot, int32_t pid, int32_t fd);

}  // namespace ntop
