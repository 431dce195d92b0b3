#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../proc/system_files.h"

namespace ntop {

// The names in sysRoot/block.
std::vector<std::string> listBlockDevices(const std::string& sysRoot);

// Which disks' traffic, added up, is the machine's: no partition, nothing that lies on other disks or in memory, and no
// second way to a disk.
class WholeDisks {
 public:
  WholeDisks() = default;
  // For these disks, in this order; `blockDevices` are those that sysRoot/block has.
  WholeDisks(const std::vector<proc::Disk>& disks, const std::vector<std::string>& blockDevices,
             const std::string& sysRoot);

  // `disks` are the same, in the same order, with what they count by now.
  bool counts(size_t place, const std::vector<proc::Disk>& disks) const;

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  struct Disk {
    bool isWhole = false;
    size_t head = kNone;  // of a path to a disk: where that is
  };

  std::vector<Disk> disks_;
};

}  // namespace ntop
