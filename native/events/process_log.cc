#include "process_log.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ntop {

namespace {

constexpr uint64_t kMillisecond = 1000000;
constexpr uint64_t kYoungNanoseconds = 50 * kMillisecond;
constexpr size_t kMostYoung = 10000;
// Some 2,000 messages a second; more, and what is read of each process would be the greater part of the work.
constexpr uint64_t kWindowNanoseconds = 100 * kMillisecond;
constexpr unsigned kMostInWindow = 200;

}  // namespace

ProcessLog::ProcessLog(ProcessEyes& eyes, double ticksPerSecond)
    : eyes_(eyes), ticksPerSecond_(ticksPerSecond), oomKillsBefore_(eyes.oomKills()) {}

void ProcessLog::seed(int32_t pid, const ProcessLook& look) {
  if (!look.found || known_.count(pid) != 0) return;
  // One that has ended before had its message before.
  if (look.hasEnded && look.threads <= 1) return;
  Known& known = known_[pid];
  learn(known, look);
  if (!look.hasEnded) return;
  Pending& pending = pending_[pid];
  ProcessEyes::Standing standing = eyes_.standing(pid);
  pending.pidfd = std::move(standing.pidfd);
  pending.checkNanoseconds = look.doneNanoseconds;
}

void ProcessLog::take(const ConnectorMessage& message) {
  if (message.kind == ConnectorKind::kAnswer) return;
  const uint64_t now = message.monotonicNanoseconds;
  if (lostNanoseconds_ != 0 && now > lostNanoseconds_) forget();
  countMessage(now);
  switch (message.kind) {
    case ConnectorKind::kFork:
      return takeFork(message);
    case ConnectorKind::kExec:
      return takeExec(message);
    case ConnectorKind::kExit:
      return takeExit(message);
    default:
      break;
  }
  const auto found = known_.find(message.processId);
  // What was read later is newer.
  if (found == known_.end() || found->second.lookedNanoseconds > now || message.pid != message.processId) return;
  if (message.kind == ConnectorKind::kUser) found->second.uid = message.userId;
  if (message.kind == ConnectorKind::kName) found->second.name = std::make_shared<const std::string>(message.name);
}

void ProcessLog::countMessage(uint64_t nanoseconds) {
  if (nanoseconds >= windowNanoseconds_ + kWindowNanoseconds) {
    isBusy_ = inWindow_ >= kMostInWindow && nanoseconds < windowNanoseconds_ + 2 * kWindowNanoseconds;
    windowNanoseconds_ = nanoseconds;
    inWindow_ = 0;
  }
  if (++inWindow_ >= kMostInWindow) isBusy_ = true;
}

void ProcessLog::lose(uint64_t nanoseconds) { lostNanoseconds_ = std::max(lostNanoseconds_, nanoseconds); }

void ProcessLog::forget() {
  lostNanoseconds_ = 0;
  wantsSeeds_ = true;
  // A process that is waited for by its pidfd is still the same.
  for (auto next = known_.begin(); next != known_.end();) {
    const bool isSame = pending_.count(next->first) != 0 || ended_.count(next->first) != 0;
    next = isSame ? std::next(next) : known_.erase(next);
  }
  young_.clear();
  counted_.clear();
  oomKillsBefore_ = eyes_.oomKills();
}

bool ProcessLog::hasBegunBy(double startTicks, uint64_t nanoseconds) const {
  const double bootSeconds = static_cast<double>(nanoseconds) / 1e9 + clocks_.bootLeadSeconds;
  return startTicks <= std::floor(bootSeconds * ticksPerSecond_ + 1e-6);
}

// Whether this was read of the process that had the PID at that time. A later one with the PID has started later.
bool ProcessLog::isOf(const ProcessLook& look, const Known& known, uint64_t nanoseconds) const {
  if (!look.found || !hasBegunBy(look.startTicks, nanoseconds)) return false;
  return std::isnan(known.startTicks) || known.startTicks == look.startTicks;
}

void ProcessLog::learn(Known& known, const ProcessLook& look) {
  known.lookedNanoseconds = look.doneNanoseconds;
  known.isKernel = look.isKernel;
  known.startTicks = look.startTicks;
  if (look.pidfdInode != 0) known.pidfdInode = look.pidfdInode;
  if (!std::isnan(look.parentPid)) known.parentPid = look.parentPid;
  if (!std::isnan(look.uid)) known.uid = look.uid;
  if (look.name) known.name = look.name;
  if (look.command) known.command = look.command;
  if (look.cgroup) known.cgroup = look.cgroup;
}

// What was read may be of the next process with its PID.
void ProcessLog::scrub(Known& known) {
  const auto wipe = [](auto& of) {
    of.startTicks = NAN;
    of.pidfdInode = 0;
    of.uid = NAN;
    of.name.reset();
    of.command.reset();
    of.cgroup.reset();
  };
  wipe(known);
  if (known.startFlush == flushes_) wipe(events_[known.startIndex]);
}

void ProcessLog::takeFork(const ConnectorMessage& message) {
  const int32_t pid = message.processId;
  const uint64_t now = message.monotonicNanoseconds;
  const auto seen = ended_.find(pid);
  if (seen != ended_.end()) {
    const End ended = seen->second.end;
    ended_.erase(seen);
    end(pid, ended);
  }
  const auto found = known_.find(pid);
  std::shared_ptr<Known> before;
  if (found != known_.end()) {
    Known& old = found->second;
    const bool isSeeded = old.bornNanoseconds == 0 && hasBegunBy(old.startTicks, now);
    const bool wasReadSince = old.lookedNanoseconds > now;
    if (isSeeded && wasReadSince && pending_.count(pid) == 0) {
      old.bornNanoseconds = now;
      if (message.parentId > 0) old.parentPid = message.parentId;
      return;
    }
    if (wasReadSince) scrub(old);
    if (pending_.count(pid) == 0) before = std::make_shared<Known>(std::move(old));
  }
  // The PID has been given anew, so its process had ended.
  const auto waiting = pending_.find(pid);
  if (waiting != pending_.end()) {
    const uint64_t ended = waiting->second.endedNanoseconds;
    end(pid, {ended != 0 ? ended : now, waiting->second.waitStatus, waiting->second.parentPid});
  }
  Known known;
  const auto parent = known_.find(message.parentId);
  if (parent != known_.end() && message.parentId != pid) {
    // As it is right after a fork.
    const Known& from = parent->second;
    known.isKernel = from.isKernel;
    known.uid = from.uid;
    known.name = from.name;
    known.command = from.command;
    known.cgroup = from.cgroup;
  }
  known.bornNanoseconds = now;
  if (message.parentId > 0) known.parentPid = message.parentId;
  known.before = std::move(before);
  known_[pid] = std::move(known);
  if (young_.size() < kMostYoung) young_.push_back({pid, now, now});
}

void ProcessLog::takeExec(const ConnectorMessage& message) {
  const int32_t pid = message.processId;
  const uint64_t now = message.monotonicNanoseconds;
  // A thread of it took the place of the first one, which has ended.
  pending_.erase(pid);
  ended_.erase(pid);
  Known& known = known_[pid];
  known.isKernel = false;
  known.name.reset();
  known.command.reset();
  if (isBusy_) {
    ++unread_;
    if (young_.size() < kMostYoung) young_.push_back({pid, known.bornNanoseconds, now});
  } else {
    const ProcessLook look = eyes_.look(pid, true);
    if (isOf(look, known, now)) learn(known, look);
  }
  known.startFlush = flushes_;
  known.startIndex = events_.size();
  ProcessEvent event;
  event.wallMilliseconds = wallOf(now);
  event.pid = pid;
  event.startTicks = known.startTicks;
  event.pidfdInode = known.pidfdInode;
  event.parentPid = known.parentPid;
  event.uid = known.uid;
  event.name = known.name;
  event.command = known.command;
  event.cgroup = known.cgroup;
  events_.push_back(std::move(event));
}

void ProcessLog::lookAtYoung(uint64_t nanoseconds) {
  while (!isBusy_ && !young_.empty() && young_.front().sinceNanoseconds + kYoungNanoseconds <= nanoseconds) {
    const Young young = young_.front();
    young_.pop_front();
    const auto found = known_.find(young.pid);
    if (found == known_.end()) continue;
    Known& known = found->second;
    if (known.bornNanoseconds != young.bornNanoseconds || known.lookedNanoseconds > young.sinceNanoseconds) continue;
    const ProcessLook look = eyes_.look(young.pid, !known.command);
    if (isOf(look, known, young.sinceNanoseconds)) learn(known, look);
  }
}

void ProcessLog::tick(uint64_t nanoseconds) {
  // Nothing is left to be read from before a loss.
  if (lostNanoseconds_ != 0) forget();
  // A calm moment ends what was busy, even when no message comes.
  if (nanoseconds >= windowNanoseconds_ + 2 * kWindowNanoseconds) isBusy_ = false;
  lookAtYoung(nanoseconds);
  decideSuspects(nanoseconds);
  while (!counted_.empty() && counted_.front().nanoseconds + 5000 * kMillisecond <= nanoseconds) counted_.pop_front();
}

uint64_t ProcessLog::nextDue() const {
  if (!ended_.empty()) return 1;
  uint64_t due = UINT64_MAX;
  for (const auto& [pid, pending] : pending_) {
    if (!pending.pidfd || pending.endedNanoseconds != 0) due = std::min(due, pending.checkNanoseconds);
  }
  if (!young_.empty()) {
    const uint64_t calm = isBusy_ ? windowNanoseconds_ + 2 * kWindowNanoseconds : 0;
    due = std::min(due, std::max(calm, young_.front().sinceNanoseconds + kYoungNanoseconds));
  }
  for (const Suspect& suspect : suspects_) due = std::min(due, suspect.decideNanoseconds);
  return due == UINT64_MAX ? 0 : due;
}

void ProcessLog::listWaits(std::vector<int>& pidfds) const {
  for (const auto& [pid, pending] : pending_) {
    if (pending.pidfd && pending.endedNanoseconds == 0) pidfds.push_back(pending.pidfd.get());
  }
}

std::vector<ProcessEvent> ProcessLog::flush() {
  ++flushes_;
  return std::exchange(events_, {});
}

double ProcessLog::wallOf(uint64_t nanoseconds) const {
  return static_cast<double>(nanoseconds) / 1e6 + clocks_.wallLeadMilliseconds;
}

}  // namespace ntop
