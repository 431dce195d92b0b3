#include "deleted_files.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "../io/aside.h"
#include "../process/process_list.h"
#include "held_deleted.h"

namespace ntop {

namespace {

// Looking at one descriptor takes microseconds.
constexpr auto kPatience = std::chrono::milliseconds(300);
constexpr size_t kMostLeftBehind = 16;

}  // namespace

struct DeletedWalk::Shared {
  using FileKey = std::tuple<uint32_t, uint32_t, uint64_t>;

  explicit Shared(std::string root) : procRoot(std::move(root)) {}

  const std::string procRoot;
  WalkFacts facts;
  std::vector<int32_t> pids;
  std::atomic<size_t> next{0};
  std::atomic<size_t> total{0};
  std::atomic<bool> stopped{false};

  std::mutex mutex;  // over all that follows
  std::condition_variable changed;
  std::set<int64_t> silent;  // mounts
  size_t turn = 0;           // of the thread that is not left behind
  bool done = false;
  DeletedFiles found;
  std::map<FileKey, size_t> places;

  void add(HeldDeleted held) {
    if (!held.exists) return;
    ++found.processes;
    if (held.notPermitted) ++found.notPermitted;
    if (held.notAnswered) ++found.notAnswered;
    for (HeldFile& one : held.files) {
      DeletedFile& file = one.file;
      const FileKey key(file.major, file.minor, file.inode);
      const auto [place, isNew] = places.try_emplace(key, found.files.size());
      if (isNew) found.files.push_back(std::move(file));
      found.files[place->second].holders.push_back({held.identity, held.name, one.fd});
    }
  }
};

namespace {

// Looks at one process after the other, until it is left behind.
template <typename Shared>
void work(const std::shared_ptr<Shared>& shared, const std::shared_ptr<WalkStep>& step, size_t turn) {
  std::unique_lock<std::mutex> lock(shared->mutex);
  while (shared->turn == turn && !shared->stopped && shared->next < shared->pids.size()) {
    const int32_t pid = shared->pids[shared->next];
    const std::set<int64_t> silent = shared->silent;
    lock.unlock();
    HeldDeleted held = readHeldDeleted(shared->facts, pid, silent, *step);
    lock.lock();
    if (shared->turn != turn) return;
    shared->add(std::move(held));
    ++shared->next;
  }
  if (shared->turn != turn) return;
  shared->done = true;
  shared->changed.notify_all();
}

}  // namespace

DeletedWalk::DeletedWalk(std::string procRoot) : shared_(std::make_shared<Shared>(std::move(procRoot))) {}

Failure DeletedWalk::run() {
  Shared& shared = *shared_;
  if (const int error = listPids(shared.procRoot, shared.pids)) return {error, shared.procRoot};
  shared.total = shared.pids.size();
  shared.facts = readWalkFacts(shared.procRoot);
  std::unique_lock<std::mutex> lock(shared.mutex);
  for (size_t leftBehind = 0; !shared.done && !shared.stopped; ++leftBehind) {
    if (leftBehind > kMostLeftBehind) {
      // All that is left might keep a thread too.
      shared.found.notAnswered += shared.pids.size() - shared.next;
      break;
    }
    const auto step = std::make_shared<WalkStep>();
    const size_t turn = shared.turn;
    if (const int error = startThread([all = shared_, step, turn] { work(all, step, turn); })) return {error, "thread"};
    uint64_t seen = 0;
    do {
      seen = step->count;
      shared.changed.wait_for(lock, kPatience, [&] { return shared.done || shared.stopped; });
    } while (!shared.done && !shared.stopped && (step->count != seen || seen == 0));
    ++shared.turn;
    if (shared.done || shared.stopped) break;
    const auto mount = mountOfDescriptor(shared.procRoot, shared.pids[shared.next], step->fd);
    // Then the process is looked at again without what lies there.
    if (mount && shared.silent.insert(*mount).second) continue;
    ++shared.found.processes;
    ++shared.found.notAnswered;
    ++shared.next;
  }
  std::sort(shared.found.files.begin(), shared.found.files.end(), [](const DeletedFile& one, const DeletedFile& other) {
    return std::make_tuple(other.bytes, one.inode) < std::make_tuple(one.bytes, other.inode);
  });
  return {};
}

DeletedFiles DeletedWalk::take() {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return std::move(shared_->found);
}

std::pair<size_t, size_t> DeletedWalk::progress() const { return {shared_->next, shared_->total}; }

void DeletedWalk::stop() {
  shared_->stopped = true;
  shared_->changed.notify_all();
}

}  // namespace ntop
