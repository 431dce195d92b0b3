#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "process_log.h"

// How processes end.
namespace ntop {

namespace {

constexpr uint64_t kMillisecond = 1000000;
// Of a process that is waited for without a pidfd, or for its wait status, which is there once its parent has asked for it.
constexpr uint64_t kCheckNanoseconds = 20 * kMillisecond;
constexpr uint64_t kPatienceNanoseconds = 500 * kMillisecond;
constexpr size_t kMostPidfds = 256;
constexpr double kSameStartSeconds = 0.5;
constexpr uint64_t kOomLineNanoseconds = 60'000 * kMillisecond;

bool isCrash(int signal) {
  for (const int core : {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS}) {
    if (signal == core) return true;
  }
  return false;
}

void putWaitStatus(ProcessEvent& event, std::optional<uint32_t> waitStatus) {
  event.kind = EventKind::kExited;
  if (!waitStatus) return;
  const auto signal = static_cast<int>(*waitStatus & 0x7f);
  if (signal == 0) {
    event.exitStatus = static_cast<double>((*waitStatus >> 8) & 0xff);
    return;
  }
  event.signal = signal;
  if (isCrash(signal)) event.kind = EventKind::kCrashed;
}

double firstKnown(double one, double other) { return std::isnan(one) ? other : one; }

}  // namespace

void ProcessLog::takeExit(const ConnectorMessage& message) {
  const int32_t pid = message.processId;
  if (message.pid != pid) return;
  const uint64_t now = message.monotonicNanoseconds;
  End ended = {now, message.waitStatus, NAN};
  if (message.parentId > 0) ended.parentPid = message.parentId;
  const auto found = known_.find(pid);
  if (found != known_.end() && found->second.before) {
    const std::shared_ptr<Known> before = std::move(found->second.before);
    tellEnd(pid, *before, ended);
    return;
  }
  // One that was there later, and has started later.
  if (found != known_.end() && found->second.bornNanoseconds == 0 && !std::isnan(found->second.startTicks) &&
      !hasBegunBy(found->second.startTicks, now)) {
    tellEnd(pid, Known(), ended);
    return;
  }
  if (found != known_.end() && found->second.isKernel) {
    known_.erase(found);
    return;
  }
  ProcessEyes::Standing standing = eyes_.standing(pid);
  if (standing.hasEnded) return seeEnd(pid, ended);
  const ProcessLook look = eyes_.look(pid, false);
  // By now the PID may be that of another process.
  if (!look.found || !hasBegunBy(look.startTicks, now)) return seeEnd(pid, ended);
  Known& known = known_[pid];
  if (std::isnan(known.startTicks)) learn(known, look);
  Pending& pending = pending_[pid];
  pending.waitStatus = message.waitStatus;
  pending.parentPid = ended.parentPid;
  pending.checkNanoseconds = now + kCheckNanoseconds;
  pending.endedNanoseconds = 0;
  if (pending_.size() <= kMostPidfds) pending.pidfd = std::move(standing.pidfd);
}

// True once all is known of its end that will be.
bool ProcessLog::checkPending(int32_t pid, Pending& pending, uint64_t nanoseconds) {
  if (pending.isCertain) return true;
  if (pending.endedNanoseconds == 0) {
    const bool hasEnded = pending.pidfd ? eyes_.hasEnded(pending.pidfd) : eyes_.standing(pid).hasEnded;
    pending.checkNanoseconds = nanoseconds + kCheckNanoseconds;
    if (!hasEnded) return false;
    pending.endedNanoseconds = nanoseconds;
  }
  if (nanoseconds < pending.checkNanoseconds && pending.endedNanoseconds != nanoseconds) return false;
  pending.checkNanoseconds = nanoseconds + kCheckNanoseconds;
  if (const auto status = eyes_.waitStatus(pending.pidfd)) {
    pending.waitStatus = status;
    return true;
  }
  if (pending.pidfd && nanoseconds < pending.endedNanoseconds + kPatienceNanoseconds) return false;
  // A signal ends all threads with it. The status of the first thread need not be that of the process.
  if (pending.waitStatus && (*pending.waitStatus & 0x7f) == 0) pending.waitStatus.reset();
  return true;
}

// It may be that of a first thread whose place another one has taken, which has ended since: then an exec is still unheard.
void ProcessLog::seeEnd(int32_t pid, const End& ended) {
  ended_[pid] = {ended, reading_};
  pending_.erase(pid);
}

void ProcessLog::seeEnds(uint64_t nanoseconds) {
  for (auto next = pending_.begin(); next != pending_.end();) {
    const auto each = next++;
    const Pending& pending = each->second;
    if (!checkPending(each->first, each->second, nanoseconds)) continue;
    seeEnd(each->first, {pending.endedNanoseconds, pending.waitStatus, pending.parentPid});
  }
}

bool ProcessLog::heardAll() {
  std::vector<std::pair<int32_t, End>> certain;
  for (auto next = ended_.begin(); next != ended_.end();) {
    const auto each = next++;
    if (each->second.reading == reading_) continue;
    certain.push_back({each->first, each->second.end});
    ended_.erase(each);
  }
  const auto isEarlier = [](const auto& one, const auto& other) { return one.second.nanoseconds < other.second.nanoseconds; };
  std::sort(certain.begin(), certain.end(), isEarlier);
  for (const auto& [pid, ended] : certain) end(pid, ended);
  return ended_.empty();
}

void ProcessLog::end(int32_t pid, const End& ended) {
  Known known;
  const auto found = known_.find(pid);
  if (found != known_.end()) {
    known = std::move(found->second);
    known_.erase(found);
  }
  pending_.erase(pid);
  // It may still be there as a zombie.
  const bool isUnknown = std::isnan(known.startTicks) || !known.name;
  if (isUnknown && !hasCounts_ && !isBusy_) {
    const ProcessLook look = eyes_.look(pid, false);
    if (look.hasEnded && isOf(look, known, ended.nanoseconds)) learn(known, look);
  }
  if (!known.isKernel) tellEnd(pid, known, ended);
}

void ProcessLog::take(ProcessEnd counted) {
  const int32_t pid = counted.pid;
  const uint32_t waitStatus = counted.exitStatus;
  const bool isCertain = counted.isCertain;
  const uint64_t now = clocks_.monotonicNanoseconds;
  // Of a process with several threads an older kernel tells each, in no order that says which is the last.
  if (!isCertain && !counted_.empty() && counted_.back().end.pid == pid) counted_.pop_back();
  counted_.push_back({std::move(counted), now});
  const auto waiting = pending_.find(pid);
  if (!isCertain || waiting == pending_.end()) return;
  // No task of it is left.
  Pending& pending = waiting->second;
  pending.endedNanoseconds = now;
  pending.checkNanoseconds = now;
  pending.waitStatus = waitStatus;
  pending.isCertain = true;
}

void ProcessLog::tell(const ProcessEnd& counted) {
  // Without messages there is no other sign that the process has ended, and not only a thread.
  if (!counted.isCertain) return;
  ProcessEvent event;
  event.source = EventSource::kTaskstats;
  event.pid = counted.pid;
  event.wallMilliseconds = wallOf(clocks_.monotonicNanoseconds);
  putWaitStatus(event, counted.exitStatus);
  putCounts(event, counted);
  finishEnd(std::move(event), clocks_.monotonicNanoseconds);
}

std::optional<ProcessEnd> ProcessLog::takeCounts(int32_t pid) {
  const auto found = std::find_if(counted_.begin(), counted_.end(), [&](const Counted& each) { return each.end.pid == pid; });
  if (found == counted_.end()) return {};
  ProcessEnd end = std::move(found->end);
  counted_.erase(found);
  return end;
}

void ProcessLog::putCounts(ProcessEvent& event, const ProcessEnd& counts) const {
  event.lifetimeSeconds = firstKnown(counts.lifetimeSeconds, event.lifetimeSeconds);
  if (std::isnan(event.parentPid) && counts.parentPid > 0) event.parentPid = counts.parentPid;
  // Its user is the real one, not the effective one.
  if (!event.name || *event.name != counts.name) event.name = std::make_shared<const std::string>(counts.name);
  event.cpuSeconds = counts.cpuSeconds;
  event.peakResidentBytes = counts.peakResidentBytes;
  event.readBytes = counts.readBytes;
  event.writeBytes = counts.writtenBytes;
}

double ProcessLog::startSeconds(const Known& known) const {
  if (known.bornNanoseconds != 0) return static_cast<double>(known.bornNanoseconds) / 1e9;
  return known.startTicks / ticksPerSecond_ - clocks_.bootLeadSeconds;
}

void ProcessLog::tellEnd(int32_t pid, const Known& process, const End& ended) {
  ProcessEvent event;
  const double lifetime = static_cast<double>(ended.nanoseconds) / 1e9 - startSeconds(process);
  auto counts = takeCounts(pid);
  while (counts && std::abs(counts->lifetimeSeconds - lifetime) > kSameStartSeconds) counts = takeCounts(pid);
  putWaitStatus(event, counts && counts->isCertain ? counts->exitStatus : ended.waitStatus);
  event.wallMilliseconds = wallOf(ended.nanoseconds);
  event.pid = pid;
  event.startTicks = process.startTicks;
  event.pidfdInode = process.pidfdInode;
  event.parentPid = firstKnown(ended.parentPid, process.parentPid);
  event.uid = process.uid;
  event.name = process.name;
  event.command = process.command;
  event.cgroup = process.cgroup;
  event.lifetimeSeconds = std::max(0.0, lifetime);
  if (std::isnan(lifetime)) event.lifetimeSeconds = NAN;
  if (counts) putCounts(event, *counts);
  finishEnd(std::move(event), ended.nanoseconds);
}

void ProcessLog::finishEnd(ProcessEvent event, uint64_t nanoseconds) {
  if (event.signal == SIGKILL) {
    const auto line = oomKilled_.find(event.pid);
    if (line != oomKilled_.end()) {
      event.oomKill = std::move(line->second.kill);
      oomKilled_.erase(line);
      event.kind = EventKind::kOomKilled;
      event.source = EventSource::kKmsg;
    } else if (isOomSuspect()) {
      suspects_.push_back({std::move(event), nanoseconds + kPatienceNanoseconds});
      return;
    }
  }
  events_.push_back(std::move(event));
}

// Whether there was an OOM kill that no end is known of.
bool ProcessLog::isOomSuspect() {
  if (isBusy_) return false;
  const auto kills = eyes_.oomKills();
  return kills && oomKillsBefore_ && *kills > *oomKillsBefore_;
}

void ProcessLog::takeOomKill(const OomKill& kill) {
  const int32_t pid = kill.pid;
  auto logged = std::make_shared<const OomKill>(kill);
  if (oomKillsBefore_) ++*oomKillsBefore_;
  const auto suspect = std::find_if(suspects_.begin(), suspects_.end(),
                                    [&](const Suspect& each) { return each.event.pid == pid; });
  if (suspect == suspects_.end()) {
    for (auto next = oomKilled_.begin(); next != oomKilled_.end();) {
      const bool isOld = next->second.nanoseconds + kOomLineNanoseconds < clocks_.monotonicNanoseconds;
      next = isOld ? oomKilled_.erase(next) : std::next(next);
    }
    oomKilled_[pid] = {clocks_.monotonicNanoseconds, std::move(logged)};
    return;
  }
  ProcessEvent event = std::move(suspect->event);
  suspects_.erase(suspect);
  event.oomKill = std::move(logged);
  event.kind = EventKind::kOomKilled;
  event.source = EventSource::kKmsg;
  events_.push_back(std::move(event));
}

// Without a line there is only the number of kills: as long as no more processes were killed, each was by the OOM killer.
void ProcessLog::decideSuspects(uint64_t nanoseconds) {
  if (suspects_.empty() || suspects_.front().decideNanoseconds > nanoseconds) return;
  const uint64_t kills = eyes_.oomKills().value_or(0);
  const uint64_t before = oomKillsBefore_.value_or(kills);
  const bool areAllKills = kills >= before + suspects_.size();
  for (Suspect& suspect : suspects_) {
    if (areAllKills) {
      suspect.event.kind = EventKind::kOomKilled;
      suspect.event.source = EventSource::kVmstat;
    }
    events_.push_back(std::move(suspect.event));
  }
  oomKillsBefore_ = areAllKills ? before + suspects_.size() : kills;
  suspects_.clear();
}

}  // namespace ntop
