#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "../io/file.h"
#include "../proc/cgroups.h"
#include "counted_devices.h"
#include "group_files.h"

namespace ntop {

// What all groups share, and threads that may outlive the engine.
struct GroupSurroundings {
  GroupSurroundings(std::vector<proc::CgroupMount> found, bool areReal, const std::string& sysRoot, size_t most)
      : mounts(std::move(found)), isReal(areReal), mostHeld(most), devices(sysRoot) {}

  const std::vector<proc::CgroupMount> mounts;
  const bool isReal;  // the kernel's: files of a made-up tree may be replaced, so they are not held
  const size_t mostHeld;
  std::atomic<size_t> held{0};
  CountedDevices devices;
};

struct GroupAnswer {
  GroupNumbers numbers;
  bool isThere = false;  // at least one of its files was read
  bool isAnother = false;  // than the one that was read before
};

// The files of one group, kept open as long as there is room. One thread at a time may use it.
class HeldGroup {
 public:
  HeldGroup(std::shared_ptr<GroupSurroundings> surroundings, std::string path);
  ~HeldGroup();
  HeldGroup(const HeldGroup&) = delete;

  const std::string& path() const { return path_; }
  // `absent` are bits of GroupCause: what did not happen since the last reading.
  GroupAnswer read(unsigned kinds, unsigned absent);
  // Whether any hierarchy has the group, whatever files it has there.
  bool exists() const;

 private:
  struct Held {
    UniqueFd fd;
    uint64_t missingUntil = 0;  // a reading: a controller may come later
    std::string text;           // of what seldom changes, until it is read again
    double readSeconds = 0;
    bool wasKept = false;  // at the last reading
    bool hasMoved = true;  // at the last reading of the file
  };

  GroupAnswer readOnce(unsigned kinds, unsigned absent);
  void parseKept(size_t index, GroupReading& reading);
  void parseRead(size_t index, GroupReading& reading);
  bool isFresh(size_t index, unsigned absent) const;
  bool readFile(size_t index, GroupAnswer& answer);
  bool open(size_t index);
  void noteMissing(size_t index);
  bool existsIn(int version) const;
  void close(Held& held);
  std::string pathOf(const GroupFile& file) const;

  const std::shared_ptr<GroupSurroundings> surroundings_;
  const std::string path_;
  std::array<Held, kGroupFiles> files_;
  std::string text_;
  // By version: none of its processes has run since the last reading.
  std::array<bool, 3> isStill_{};
  uint64_t readings_ = 0;
  double nowSeconds_ = 0;
};

}  // namespace ntop
