#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ntop {

// Whether a block device counts in a sum: not if it lies on other devices, or in memory, whose traffic would count twice
// or is none. May be used by several threads.
class CountedDevices {
 public:
  explicit CountedDevices(std::string sysRoot) : sysRoot_(std::move(sysRoot)) {}

  bool counts(std::string_view majorAndMinor);

 private:
  bool look(const std::string& majorAndMinor) const;

  const std::string sysRoot_;
  std::mutex mutex_;
  std::unordered_map<std::string, bool> known_;
};

}  // namespace ntop
