#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../io/file.h"
#include "../proc/mount_info.h"
#include "../system/failure.h"
#include "file_systems.h"
#include "space_asker.h"

namespace ntop {

struct MountedSystem {
  uint64_t serial = 0;
  uint64_t listing = 0;   // another one where the mounts may be others
  proc::MountInfo mount;  // that stands for it
  std::vector<std::string> otherMounts;
  bool isReadOnly = false;
  bool becameReadOnly = false;
  std::optional<uint64_t> errors;  // that it has noted
  SpaceState state;
};
bool operator==(const MountedSystem& one, const MountedSystem& other);

// Reads the mounted file systems over and over. None of them is waited for longer than a moment.
class FileSystemReader {
 public:
  FileSystemReader(std::string procRoot, std::string sysRoot, SpaceAsker::Read read = readFileSystemSpace);

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
    int error = 0;  // and whether it was read-only, at the last answer
    bool isReadOnly = false;
  };
  // The device, and the directory of a part.
  using GroupKey = std::tuple<uint32_t, uint32_t, std::string>;

  // 0 or an errno.
  int readMounts(double now);
  bool mayHaveChanged(double now);
  void list(const std::string& text);
  Known follow(const MountGroup& group);
  GroupKey keyOf(const MountGroup& group) const;
  void addSystem(const MountGroup& group, const Known& known, SpaceState state, std::vector<MountedSystem>& systems) const;
  std::string findErrors(const proc::MountInfo& mount) const;
  void readErrors(Known& known, double now);
  void note(Known& known, const SpaceState& state);
  SpaceQuestion toQuestion(const Known& known, const MountGroup& group) const;

  const std::string procRoot_;
  const std::string sysRoot_;
  const bool watches_;
  UniqueFd mountsFile_;
  double mountsDue_ = 0;
  uint64_t listing_ = 0;
  std::string text_;    // of the mounts
  std::string number_;
  std::vector<proc::MountInfo> mounts_;
  std::vector<MountGroup> groups_;
  std::map<GroupKey, Known> known_;
  uint64_t lastSerial_ = 0;
  SpaceAsker asker_;
};

}  // namespace ntop
