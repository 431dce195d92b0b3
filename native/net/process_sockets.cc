#include "process_sockets.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>

#include "../io/clock.h"
#include "../proc/fields.h"
#include "../proc/process_stat.h"

namespace ntop {

namespace {

using Descriptor = ProcessSockets::Descriptor;

std::optional<proc::ProcessStat> readStat(int process) {
  thread_local std::string text;
  if (readRecord(process, "stat", text) != 0) return {};
  return proc::parseProcessStat(text);
}

int withoutEnded(int error) { return error == ENOENT || error == ESRCH ? ENOTSOCK : error; }

class Search {
 public:
  Search(int files, ProcessSockets& process, const SocketSearch& search, const Deadline& deadline,
         const OnDescriptor& onChange)
      : files_(files), process_(process), search_(search), deadline_(deadline), onChange_(onChange) {}

  SearchEnd run(const std::vector<int32_t>& numbers) {
    merge(numbers);
    SearchEnd end = each([](const Entry& entry) { return entry.isNew; }, 0);
    if (end != SearchEnd::kComplete) return finish(end);
    const auto isStale = [&](const Entry& entry) { return !entry.isNew && mayHaveChanged(entry.now); };
    end = each(isStale, process_.resumeFd);
    process_.resumeFd = end == SearchEnd::kOutOfTime ? stoppedAt_ : 0;
    return finish(end == SearchEnd::kComplete && leftFiles_ ? SearchEnd::kLeftFiles : end);
  }

 private:
  struct Entry {
    Descriptor now;
    bool isNew = false;
    bool read = false;
  };

  bool mayHaveChanged(const Descriptor& descriptor) {
    if (search_.deep) return true;
    if (descriptor.inode != 0) return !search_.isLive(descriptor.inode);
    if (!search_.files) leftFiles_ = true;
    return search_.files;
  }

  // Merges the current descriptors with the known ones, and reports those that are gone.
  void merge(const std::vector<int32_t>& numbers) {
    auto known = process_.descriptors.begin();
    const auto end = process_.descriptors.end();
    const auto drop = [&] {
      if (known->inode != 0) onChange_(known->fd, known->inode, 0);
      ++known;
    };
    for (const int32_t fd : numbers) {
      while (known != end && known->fd < fd) drop();
      const bool isKnown = known != end && known->fd == fd;
      entries_.push_back({{fd, isKnown ? known->inode : 0}, !isKnown, false});
      if (isKnown) ++known;
    }
    while (known != end) drop();
  }

  template <typename Choose>
  SearchEnd each(Choose choose, int32_t from) {
    for (Entry& entry : entries_) {
      if (entry.now.fd < from || !choose(entry)) continue;
      if (deadline_.isOver()) {
        stoppedAt_ = entry.now.fd;
        return SearchEnd::kOutOfTime;
      }
      read(entry);
      if (search_.unknown != nullptr && search_.unknown->empty()) return SearchEnd::kFoundAll;
    }
    return SearchEnd::kComplete;
  }

  void read(Entry& entry) {
    const uint64_t inode = socketInode(files_, entry.now.fd);
    entry.read = true;
    if (inode != entry.now.inode) onChange_(entry.now.fd, entry.now.inode, inode);
    entry.now.inode = inode;
    if (search_.unknown != nullptr) search_.unknown->erase(inode);
  }

  // Descriptors that were not read yet count as new the next time.
  SearchEnd finish(SearchEnd end) {
    process_.descriptors.clear();
    for (const Entry& entry : entries_) {
      if (!entry.isNew || entry.read) process_.descriptors.push_back(entry.now);
    }
    return end;
  }

  const int files_;
  ProcessSockets& process_;
  const SocketSearch& search_;
  const Deadline& deadline_;
  const OnDescriptor& onChange_;
  std::vector<Entry> entries_;
  int32_t stoppedAt_ = 0;
  bool leftFiles_ = false;
};

void forget(ProcessSockets& process, const OnDescriptor& onChange) {
  for (const Descriptor& descriptor : process.descriptors) {
    if (descriptor.inode != 0) onChange(descriptor.fd, descriptor.inode, 0);
  }
  const int64_t beganClock = process.beganClock;
  process = {};
  process.beganClock = beganClock;
}

SearchEnd failure(int error) {
  if (error == EACCES || error == EPERM) return SearchEnd::kDenied;
  // For want of descriptors or memory it is tried again the next time.
  return error == ENOENT || error == ESRCH ? SearchEnd::kGone : SearchEnd::kOutOfTime;
}

// Their descriptors can't be read, because they have none.
bool hasNoDescriptors(const proc::ProcessStat& stat) {
  return (stat.flags & proc::kKernelThread) != 0 || stat.state == 'Z';
}

// Lists the descriptors, sorted; or returns the result of the search if that fails.
SearchEnd listDescriptors(int process, UniqueFd& files, std::vector<int32_t>& numbers) {
  files = openDirectory(process, "fd");
  if (!files) return failure(errno);
  const int error = listNumbers(files.get(), numbers);
  if (error != 0) return failure(error);
  if (!std::is_sorted(numbers.begin(), numbers.end())) std::sort(numbers.begin(), numbers.end());
  return SearchEnd::kComplete;
}

}  // namespace

// It is written socket:[123].
uint64_t socketInode(int directory, int32_t fd) {
  constexpr std::string_view kStart = "socket:[";
  char name[16];
  char target[64];
  *std::to_chars(name, name + sizeof name - 1, fd).ptr = '\0';
  const ssize_t length = readlinkat(directory, name, target, sizeof target);
  if (length < static_cast<ssize_t>(kStart.size()) || !proc::startsWith({target, kStart.size()}, kStart)) return 0;
  uint64_t inode = 0;
  std::from_chars(target + kStart.size(), target + length, inode);
  return inode;
}

Deadline::Deadline(double cpuMilliseconds) : end_(secondsOn(CLOCK_THREAD_CPUTIME_ID) + cpuMilliseconds / 1e3) {}

bool Deadline::isOver() const { return secondsOn(CLOCK_THREAD_CPUTIME_ID) >= end_; }

SearchEnd searchProcess(int procDirectory, int32_t pid, ProcessSockets& process, const SocketSearch& search,
                        const Deadline& deadline, const OnDescriptor& onChange) {
  // Everything is read through this directory, which is empty once the process is gone.
  const UniqueFd directory = openDirectory(procDirectory, std::to_string(pid).c_str());
  if (!directory) return failure(errno);
  const auto stat = readStat(directory.get());
  if (!stat) return SearchEnd::kGone;
  if (process.startTicks != stat->startTicks) forget(process, onChange);
  process.startTicks = stat->startTicks;
  thread_local std::vector<int32_t> numbers;
  UniqueFd files;
  SearchEnd end = listDescriptors(directory.get(), files, numbers);
  if (end == SearchEnd::kDenied && hasNoDescriptors(*stat)) end = SearchEnd::kComplete;
  process.denied = end == SearchEnd::kDenied;
  if (end != SearchEnd::kComplete) return end;
  return Search(files.get(), process, search, deadline, onChange).run(numbers);
}

int checkSocket(int procDirectory, int32_t pid, uint64_t startTicks, int32_t fd, uint64_t inode) {
  const UniqueFd directory = openDirectory(procDirectory, std::to_string(pid).c_str());
  if (!directory) return withoutEnded(errno);
  std::string text;
  if (const int error = readRecord(directory.get(), "stat", text)) return withoutEnded(error);
  const auto stat = proc::parseProcessStat(text);
  if (!stat || stat->startTicks != startTicks) return ENOTSOCK;
  const UniqueFd files = openDirectory(directory.get(), "fd");
  if (!files) return withoutEnded(errno);
  errno = 0;
  if (socketInode(files.get(), fd) == inode) return 0;
  return errno == 0 ? ENOTSOCK : withoutEnded(errno);
}

}  // namespace ntop
