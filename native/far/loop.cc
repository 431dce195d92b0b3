#include "loop.h"

#include <sys/eventfd.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ntop::far {

namespace {

std::mutex mutex;  // over all that follows
std::vector<std::function<void()>> posted;
// Handles of uv_async_init that were not closed; true while they are to be called.
std::unordered_map<uv_async_t*, bool> asyncs;

int wakeDescriptor() {
  static const int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor;
}

void wake() {
  const uint64_t one = 1;
  // It is full only if the loop is to wake already.
  if (write(wakeDescriptor(), &one, sizeof one) < 0) return;
}

void callAsync(uv_async_t* async) {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = asyncs.find(async);
    if (found == asyncs.end() || !found->second) return;
    found->second = false;
  }
  async->async_cb(async);
}

}  // namespace

void post(std::function<void()> task) {
  const std::lock_guard<std::mutex> lock(mutex);
  posted.push_back(std::move(task));
  wake();
}

void runPosted() {
  uint64_t count = 0;
  if (read(wakeDescriptor(), &count, sizeof count) < 0) count = 0;
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    tasks.swap(posted);
  }
  for (const auto& task : tasks) task();
}

int postedDescriptor() { return wakeDescriptor(); }

}  // namespace ntop::far

// What the addon uses of libuv.
extern "C" {

int uv_async_init(uv_loop_t*, uv_async_t* async, uv_async_cb callback) {
  const std::lock_guard<std::mutex> lock(ntop::far::mutex);
  async->async_cb = callback;
  ntop::far::asyncs.emplace(async, false);
  return 0;
}

int uv_async_send(uv_async_t* async) {
  {
    const std::lock_guard<std::mutex> lock(ntop::far::mutex);
    const auto found = ntop::far::asyncs.find(async);
    if (found == ntop::far::asyncs.end() || std::exchange(found->second, true)) return 0;
  }
  ntop::far::post([async] { ntop::far::callAsync(async); });
  return 0;
}

int uv_is_closing(const uv_handle_t* handle) {
  const std::lock_guard<std::mutex> lock(ntop::far::mutex);
  return ntop::far::asyncs.count(reinterpret_cast<uv_async_t*>(const_cast<uv_handle_t*>(handle))) == 0;
}

void uv_close(uv_handle_t* handle, uv_close_cb closed) {
  {
    const std::lock_guard<std::mutex> lock(ntop::far::mutex);
    ntop::far::asyncs.erase(reinterpret_cast<uv_async_t*>(handle));
  }
  ntop::far::post([handle, closed] { closed(handle); });
}

}
