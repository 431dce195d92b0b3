#pragma once

#include <array>
#include <string>
#include <vector>

#include "../io/file.h"
#include "../system/failure.h"
#include "net_namespaces.h"
#include "socket_owners.h"
#include "socket_reader.h"
#include "socket_table.h"

namespace ntop {

// What must be read for the next frame.
struct SocketNeeds {
  std::array<bool, kSocketKindCount> kinds{};
  SocketFilter filter;
  bool owners = false;
  bool allOwners = false;  // without a time limit: for a single request, not for every frame
  bool allNamespaces = false;
};

// Reads sockets, sample after sample. One thread at a time may use it.
class SocketEngine {
 public:
  explicit SocketEngine(std::string procRoot);

  // Reads everything. Fails if nothing that was requested could be read.
  Failure sample(const SocketNeeds& needs);

  SocketTable& table() { return table_; }
  const KindReadings& readings() const { return readings_; }
  OwnerState ownerState() const { return owners_.state(); }
  int unreadNamespaces() const { return unreadNamespaces_; }
  // Of the namespaces that the last sample read; 0: unknown.
  std::vector<uint64_t> readNamespaces() const;
  double monotonicSeconds() const { return monotonicSeconds_; }
  double scanMilliseconds() const { return scanMilliseconds_; }
  double ownNamespace() const;

  // The PIDs of all known owners of a slot's socket, the lowest first.
  std::vector<int32_t> ownerPids(int slot) const;

  // The processes that have a socket open now, the lowest PID first.
  std::vector<SocketOwner> ownersOf(uint64_t inode) { return owners_.ownersOf(inode); }

 private:
  // What a sample read of a namespace: it decides whether a new socket of the next sample may be older.
  struct Coverage {
    uint64_t netNamespace = 0;
    SocketNeeds needs;
  };
  struct Gap {
    uint64_t netNamespace = 0;
    SocketKind kind{};
  };

  Failure readOwn(const SocketNeeds& needs);
  void readOthers(const SocketNeeds& needs);
  KindReadings readNamespace(const SocketPlace& place, const SocketAccess& access, const SocketNeeds& needs);
  double firstSeenSeconds(uint64_t netNamespace, SocketKind kind, const SocketFilter& filter) const;
  void storeOwners(const SocketNeeds& needs);
  void storeKnownOwners();
  void storeOwner(size_t row);
  void forgetOwners();
  void listInodes(std::unordered_set<uint64_t>& inodes) const;

  const std::string procRoot_;
  const bool isRealProc_;
  UniqueFd proc_;
  uint64_t ownNamespace_ = 0;
  SocketTable table_;
  SocketReader reader_;
  NetNamespaces namespaces_;
  SocketOwners owners_;
  KindReadings readings_;
  std::vector<Coverage> covered_;  // by the last sample
  std::vector<Coverage> covering_;
  std::vector<Gap> gaps_;
  std::vector<uint64_t> unowned_;
  bool ownersStored_ = false;
  int unreadNamespaces_ = 0;
  double monotonicSeconds_ = 0;
  double scanMilliseconds_ = 0;
};

}  // namespace ntop
