#include "touched.h"

#include <array>
#include <mutex>

namespace ntop {

namespace {

std::mutex lock;
std::array<int32_t, 256> lastPids;
uint64_t count = 0;

}  // namespace

void noteTouched(int32_t pid) {
  const std::lock_guard<std::mutex> guard(lock);
  lastPids[count++ % lastPids.size()] = pid;
}

bool takeTouched(uint64_t& seen, std::vector<int32_t>& pids) {
  const std::lock_guard<std::mutex> guard(lock);
  pids.clear();
  const bool all = count - seen <= lastPids.size();
  for (uint64_t next = all ? seen : count; next < count; ++next) pids.push_back(lastPids[next % lastPids.size()]);
  seen = count;
  return all;
}

}  // namespace ntop
