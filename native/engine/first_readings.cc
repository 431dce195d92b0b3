#include "first_readings.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "../io/aside.h"
#include "../io/clock.h"
#include "../io/syscalls.h"
#include "../process/cpu_clock.h"
#include "../process/pidfd.h"
#include "../process/threads.h"

namespace ntop {

namespace {

// A thread takes so many at a time.
constexpr size_t kBlock = 32;

// Reads one after the other, with texts that are used anew for each.
class Reader {
 public:
  Reader(const UniqueFd& proc, bool hasPidfdInodes) : proc_(proc), hasPidfdInodes_(hasPidfdInodes) {}

  // The pidfd is opened first and asked last: what was read in between is of one process.
  void read(int32_t pid, FirstReading& reading) {
    if (pid == 0 || readCpuClock(pid, reading.clock) != 0) return;
    const UniqueFd pidfd = hasPidfdInodes_ ? openPidfd(pid) : UniqueFd();
    if (hasPidfdInodes_ && !pidfd) return;
    if (!readStat(pid, reading)) return;
    reading.pidfdInode = pidfd ? pidfdInode(pidfd) : 0;
    readOwner(pid, reading);
    const bool hasMemory = (reading.stat.flags & proc::kKernelThread) == 0 && reading.stat.state != 'Z';
    if (hasMemory && !readMemory(pid, reading)) return;
    reading.isRead = !pidfd || askPidfd(pidfd.get()) != ESRCH;
  }

 private:
  bool readStat(int32_t pid, FirstReading& reading) {
    if (readRecord(proc_.get(), pathOf(pid, "/stat"), text_) != 0) return false;
    const auto stat = proc::parseProcessStat(text_);
    if (!stat || hasLostFirstThread(*stat) || stat->name.size() > reading.name.size()) return false;
    reading.atSeconds = secondsOn(CLOCK_BOOTTIME);
    reading.stat = *stat;
    reading.stat.name = {};
    reading.nameLength = stat->name.copy(reading.name.data(), reading.name.size());
    return true;
  }

  void readOwner(int32_t pid, FirstReading& reading) {
    struct stat file {};
    countSyscalls();
    if (fstatat(proc_.get(), pathOf(pid, "/"), &file, 0) == 0) reading.uid = file.st_uid;
  }

  bool readMemory(int32_t pid, FirstReading& reading) {
    if (readRecord(proc_.get(), pathOf(pid, "/statm"), text_) != 0) return false;
    reading.statm = proc::parseStatm(text_);
    return reading.statm.has_value();
  }

  const char* pathOf(int32_t pid, const char* file) {
    path_ = std::to_string(pid);
    return path_.append(file).c_str();
  }

  const UniqueFd& proc_;
  const bool hasPidfdInodes_;
  std::string path_;
  std::string text_;
};

// The work of all threads, and its end.
struct Shared {
  std::atomic<size_t> next{0};
  std::mutex mutex;  // over what follows
  std::condition_variable changed;
  bool isDone = false;
  uint64_t syscalls = 0;
};

}  // namespace

std::vector<FirstReading> readFirst(const UniqueFd& proc, const std::vector<int32_t>& pids, bool hasPidfdInodes) {
  std::vector<FirstReading> readings(pids.size());
  Shared shared;
  const auto readBlocks = [&] {
    Reader reader(proc, hasPidfdInodes);
    for (size_t from = shared.next.fetch_add(kBlock); from < pids.size(); from = shared.next.fetch_add(kBlock)) {
      const size_t end = std::min(pids.size(), from + kBlock);
      for (size_t index = from; index < end; ++index) reader.read(pids[index], readings[index]);
    }
  };
  const auto help = [&] {
    readBlocks();
    const std::lock_guard<std::mutex> lock(shared.mutex);
    shared.syscalls = syscallsOfThread;
    shared.isDone = true;
    shared.changed.notify_one();
  };
  const bool isHelped = std::thread::hardware_concurrency() > 1 && startThread(help) == 0;
  readBlocks();
  std::unique_lock<std::mutex> lock(shared.mutex);
  if (isHelped) shared.changed.wait(lock, [&] { return shared.isDone; });
  syscallsOfThread += shared.syscalls;
  return readings;
}

}  // namespace ntop
