#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../proc/mount_info.h"
#include "../system/failure.h"
#include "space_asker.h"

namespace ntop {

struct MountedSystem {
  uint64_t serial = 0;
  proc::MountInfo mount;  // that stands for it
  std::vector<std::string> otherMounts;
  bool isReadOnly = false;
  bool becameReadOnly = false;
  std::optional<uint64_t> errors;  // that it has noted
  SpaceState state;
};

// Reads the mounted file systems over and over. None of them is waited for longer than a moment.
class FileSystemReader {
 public:
  FileSystemReader(std::string procRoot, std::string sysRoot);

  Failure read(std::vector<MountedSystem>& systems);

 private:
  // A mount of a file system that was there before.
  using MountKey = std::pair<int64_t, std::string>;

  struct Known {
    uint64_t serial = 0;
    std::vector<MountKey> mounts;
    std::string errorsPath;  // empty if it notes none
    std::optional<uint64_t> errors;
    double errorsDue = 0;
    bool isPseudo = false;
    double askedDue = 0;
  };
  using DeviceNumber = std::pair<uint32_t, uint32_t>;

  void list(const std::string& text);
  Known follow(const std::vector<size_t>& group);
  std::string findErrors(const proc::MountInfo& mount) const;
  void readErrors(Known& known, double now);
  SpaceQuestion toQuestion(const Known& known, const std::vector<size_t>& group) const;

  const std::string procRoot_;
  const std::string sysRoot_;
  std::string text_;    // of the mounts
  std::string number_;
  std::vector<proc::MountInfo> mounts_;
  std::vector<std::vector<size_t>> groups_;
  std::map<DeviceNumber, Known> known_;
  uint64_t lastSerial_ = 0;
  SpaceAsker asker_;
};

}  // namespace ntop
