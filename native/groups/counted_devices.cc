#include "counted_devices.h"

#include <fcntl.h>

#include <vector>

#include "../io/file.h"
#include "../proc/fields.h"

namespace ntop {

namespace {

// Numbers are given again, so what is known is forgotten now and then.
constexpr size_t kMostKnown = 256;

}  // namespace

bool CountedDevices::counts(std::string_view majorAndMinor) {
  const std::string device(majorAndMinor);
  if (device.find_first_not_of("0123456789:") != std::string::npos) return false;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto known = known_.find(device);
  if (known != known_.end()) return known->second;
  if (known_.size() >= kMostKnown) known_.clear();
  return known_[device] = look(device);
}

bool CountedDevices::look(const std::string& majorAndMinor) const {
  const std::string path = sysRoot_ + "/dev/block/" + majorAndMinor;
  std::string target;
  readLink(AT_FDCWD, path.c_str(), target);
  const std::string name = target.substr(target.rfind('/') + 1);
  for (const char* kind : {"loop", "ram", "zram"}) {
    if (proc::startsWith(name, kind)) return false;
  }
  const UniqueFd slaves = openDirectory(AT_FDCWD, (path + "/slaves").c_str());
  std::vector<std::string> names;
  return !slaves || listNames(slaves.get(), names) != 0 || names.empty();
}

}  // namespace ntop
