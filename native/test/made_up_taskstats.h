#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "../events/generic_netlink.h"

// Messages as kernels of any version send them.
namespace made_up {

// The size of struct taskstats by its version.
inline size_t structSize(uint16_t version) {
  constexpr size_t kSizes[] = {328, 328, 344, 352, 368, 400, 416, 432, 560, 560, 688};  // from version 7 on
  return version < 7 ? 312 : kSizes[version > 17 ? 10 : version - 7];
}

class Stats {
 public:
  explicit Stats(uint16_t version) : bytes_(structSize(version), '\0') { put<uint16_t>(0, version); }

  // What lies beyond the version's end is left out, as the kernel does.
  template <typename Number>
  Stats& put(size_t offset, Number number) {
    if (offset + sizeof number <= bytes_.size()) std::memcpy(bytes_.data() + offset, &number, sizeof number);
    return *this;
  }
  Stats& name(const std::string& name) {
    bytes_.replace(80, name.size(), name);
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

inline std::string attribute(uint16_t type, const std::string& value) {
  const auto length = static_cast<uint16_t>(4 + value.size());
  std::string bytes(reinterpret_cast<const char*>(&length), 2);
  bytes.append(reinterpret_cast<const char*>(&type), 2).append(value);
  return bytes.append((4 - bytes.size() % 4) % 4, '\0');
}

// An aggregate of a task or a process: 4 or 5, with the number's attribute 1 or 2.
inline std::string aggregate(uint16_t type, int32_t id, const Stats& stats) {
  const std::string number(reinterpret_cast<const char*>(&id), 4);
  return attribute(type, attribute(static_cast<uint16_t>(type - 3), number) + attribute(3, stats.bytes()));
}

inline std::string ofTask(int32_t id, const Stats& stats) { return std::string("\2\1\0\0", 4) + aggregate(4, id, stats); }

inline std::string ofLastTask(int32_t id, const Stats& stats, int32_t processId, const Stats& process) {
  return ofTask(id, stats) + aggregate(5, processId, process);
}

}  // namespace made_up
