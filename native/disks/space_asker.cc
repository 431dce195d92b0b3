#include "space_asker.h"

#include <fcntl.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <tuple>

#include "../io/aside.h"
#include "../io/clock.h"
#include "../io/file.h"
#include "../io/file_status.h"

namespace ntop {

namespace {

constexpr double kPatienceSeconds = 0.05;  // for one
constexpr double kInVainSeconds = 0.15;    // for those that give no answer, together
// What took longer than the patience is not waited for again, and what it said before counts for as long.
constexpr double kSlowSeconds = 1;
constexpr size_t kMostThreads = 256;
// Of a file system that is mounted very often.
constexpr size_t kMostPlaces = 8;

enum class Leads { kThere, kElsewhere, kUnknown };

Leads leadsTo(int fd, const MountPlace& place) {
  FileStatus status;
  if (readFileStatus(fd, "", status) != 0) return Leads::kUnknown;
  if (status.mountId) return *status.mountId == place.mountId ? Leads::kThere : Leads::kElsewhere;
  // Subvolumes have numbers of their own.
  return status.major == place.major && status.minor == place.minor ? Leads::kThere : Leads::kUnknown;
}

SpaceAnswer spaceOf(int fd) {
  struct statfs found {};
  int failed = 0;
  do {
    failed = fstatfs(fd, &found);
  } while (failed != 0 && errno == EINTR);
  if (failed != 0) return {errno, {}, false};
  const auto unit = static_cast<uint64_t>(found.f_frsize != 0 ? found.f_frsize : found.f_bsize);
  return {0,
          {found.f_blocks * unit, found.f_bfree * unit, found.f_bavail * unit, found.f_files, found.f_ffree},
          (found.f_flags & ST_RDONLY) != 0};
}

}  // namespace

bool operator==(const SpaceAnswer& one, const SpaceAnswer& other) {
  const auto figures = [](const SpaceAnswer& of) {
    return std::tie(of.error, of.isReadOnly, of.space.total, of.space.free, of.space.available, of.space.inodes,
                    of.space.freeInodes);
  };
  return figures(one) == figures(other);
}

bool operator==(const SpaceState& one, const SpaceState& other) {
  return one.last == other.last && one.unansweredSeconds == other.unansweredSeconds;
}

// O_PATH mounts nothing that an automounter would.
SpaceAnswer readFileSystemSpace(const std::vector<MountPlace>& places) {
  SpaceAnswer refused{ENOENT, {}, false};
  for (size_t index = 0; index < std::min(places.size(), kMostPlaces); ++index) {
    const UniqueFd open(::open(places[index].path.c_str(), O_PATH | O_CLOEXEC | O_NOFOLLOW));
    if (!open) {
      if (refused.error == ENOENT) refused.error = errno;
      continue;
    }
    if (leadsTo(open.get(), places[index]) != Leads::kElsewhere) return spaceOf(open.get());
  }
  return refused;
}

struct SpaceAsker::Shared {
  struct Asked {
    std::optional<SpaceAnswer> last;
    double since = 0;
    bool pending = false;
    bool isSlow = false;
  };

  explicit Shared(Read given) : read(given) {}

  const Read read;
  std::mutex mutex;  // over all that follows
  std::condition_variable changed;
  std::map<uint64_t, Asked> all;
  size_t threads = 0;

  // The time.
  double begin(uint64_t serial) {
    const double now = secondsOn(CLOCK_MONOTONIC);
    const auto found = all.find(serial);
    if (found != all.end()) found->second.since = now;
    return now;
  }

  // There is no thread for them.
  void giveUp(const std::vector<SpaceQuestion>& questions, size_t from) {
    for (size_t index = from; index < questions.size(); ++index) {
      const auto found = all.find(questions[index].serial);
      if (found != all.end()) found->second.pending = false;
    }
  }

  void keep(uint64_t serial, const SpaceAnswer& answer) {
    const auto found = all.find(serial);
    if (found == all.end()) return;
    Asked& asked = found->second;
    asked.isSlow = secondsOn(CLOCK_MONOTONIC) - asked.since > kPatienceSeconds;
    asked.pending = false;
    asked.last = answer;
  }
};

// Questions that one thread asks after each other; guarded by the mutex of all.
struct SpaceAsker::Turn {
  std::vector<SpaceQuestion> questions;
  size_t next = 0;
  double since = 0;  // when that one was asked
  bool isAsking = false;
  bool done = false;
  bool left = false;  // its thread has the last of them alone
};

SpaceAsker::SpaceAsker(Read read) : shared_(std::make_shared<Shared>(read)) {}

std::map<uint64_t, SpaceState> SpaceAsker::ask(std::vector<SpaceQuestion> questions) {
  std::sort(questions.begin(), questions.end(), [](const SpaceQuestion& one, const SpaceQuestion& other) {
    return std::make_pair(one.isRemote, one.serial) < std::make_pair(other.isRemote, other.serial);
  });
  const auto turn = std::make_shared<Turn>();
  const auto slow = std::make_shared<Turn>();
  std::map<uint64_t, SpaceState> states;
  {
    const std::lock_guard<std::mutex> lock(shared_->mutex);
    const double now = secondsOn(CLOCK_MONOTONIC);
    std::map<uint64_t, Shared::Asked> kept;
    for (SpaceQuestion& question : questions) {
      states.emplace(question.serial, SpaceState());
      Shared::Asked& asked = kept[question.serial] = shared_->all[question.serial];
      if (asked.pending) continue;
      asked.pending = true;
      asked.since = now;
      (asked.isSlow ? slow : turn)->questions.push_back(std::move(question));
    }
    shared_->all = std::move(kept);
    askSeparately(*slow);
  }
  run(turn);
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  const double now = secondsOn(CLOCK_MONOTONIC);
  for (auto& [serial, state] : states) {
    const Shared::Asked& asked = shared_->all[serial];
    state.last = asked.last;
    const bool isLate = asked.pending && (!asked.last || now - asked.since > kSlowSeconds);
    if (isLate) state.unansweredSeconds = now - asked.since;
  }
  return states;
}

void SpaceAsker::work(const std::shared_ptr<Shared>& shared, const std::shared_ptr<Turn>& turn) {
  std::unique_lock<std::mutex> lock(shared->mutex);
  while (!turn->left && turn->next < turn->questions.size()) {
    const SpaceQuestion question = turn->questions[turn->next];
    turn->isAsking = true;
    turn->since = shared->begin(question.serial);
    lock.unlock();
    const SpaceAnswer answer = shared->read(question.places);
    lock.lock();
    shared->keep(question.serial, answer);
    turn->isAsking = false;
    ++turn->next;
  }
  turn->done = true;
  --shared->threads;
  shared->changed.notify_all();
}

bool SpaceAsker::begin(const std::shared_ptr<Turn>& turn) {
  if (shared_->threads < kMostThreads) {
    ++shared_->threads;
    if (runAside([shared = shared_, turn] { work(shared, turn); }) == 0) return true;
    --shared_->threads;
  }
  shared_->giveUp(turn->questions, 0);
  return false;
}

// What gives no answer keeps the thread, and the others get a new one.
void SpaceAsker::run(std::shared_ptr<Turn> turn) {
  double inVain = 0;
  std::unique_lock<std::mutex> lock(shared_->mutex);
  const auto wait = [&](double seconds, const auto& isOver) {
    return shared_->changed.wait_for(lock, std::chrono::duration<double>(seconds), isOver);
  };
  while (!turn->questions.empty() && begin(turn)) {
    // Waking up for each answer would cost more than the answers.
    double patience = kPatienceSeconds;
    while (!wait(patience, [&] { return turn->done; })) {
      const double waited = turn->isAsking ? secondsOn(CLOCK_MONOTONIC) - turn->since : 0;
      if (waited >= kPatienceSeconds) break;
      patience = kPatienceSeconds - waited;
    }
    if (turn->done) return;
    turn->left = true;
    inVain += kPatienceSeconds;
    const auto rest = std::make_shared<Turn>();
    rest->questions.assign(turn->questions.begin() + static_cast<std::ptrdiff_t>(turn->next + 1), turn->questions.end());
    turn = rest;
    if (inVain >= kInVainSeconds) break;
  }
  if (turn->done || turn->questions.empty()) return;
  askSeparately(*turn);
  wait(kPatienceSeconds, [&] {
    return std::none_of(turn->questions.begin(), turn->questions.end(),
                        [&](const SpaceQuestion& question) { return shared_->all[question.serial].pending; });
  });
}

void SpaceAsker::askSeparately(const Turn& turn) {
  for (const SpaceQuestion& question : turn.questions) {
    const auto alone = std::make_shared<Turn>();
    alone->questions = {question};
    begin(alone);
  }
}

}  // namespace ntop
