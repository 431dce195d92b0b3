#include "event_thread.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "../io/aside.h"
#include "../io/clock.h"
#include "../process/own_proc.h"
#include "connector.h"
#include "kernel_log_reader.h"
#include "process_log.h"
#include "taskstats_listener.h"

namespace ntop {

namespace {

constexpr uint64_t kMillisecond = 1000000;
constexpr int kNice = -10;
// Events are handed on at the latest after so many messages.
constexpr int kMostRounds = 16;
constexpr std::chrono::milliseconds kFirstSample{1000};
// After a loss processes are listed anew at most this often.
constexpr uint64_t kSeedNanoseconds = 2000 * kMillisecond;

Clocks clocksNow() {
  Clocks clocks;
  clocks.monotonicNanoseconds = monotonicNanoseconds();
  const double monotonic = static_cast<double>(clocks.monotonicNanoseconds) / 1e9;
  clocks.bootLeadSeconds = secondsOn(CLOCK_BOOTTIME) - monotonic;
  clocks.wallLeadMilliseconds = (secondsOn(CLOCK_REALTIME) - monotonic) * 1000;
  return clocks;
}

std::string asSentence(const std::string& subject, const std::string& reason) {
  return reason.empty() ? "" : subject + reason + ".";
}

class EventThread {
 public:
  EventThread(EventHub& hub, std::string procRoot, EventStart& start)
      : hub_(hub), procRoot_(std::move(procRoot)), start_(start), connector_(start.connector), log_(looker_, static_cast<double>(sysconf(_SC_CLK_TCK))) {}

  void run() {
    // Only with the right to.
    setpriority(PRIO_PROCESS, 0, kNice);
    log_.setClocks(clocksNow());
    hub_.begin(open());
    while (!hub_.isStopped()) {
      log_.seeEnds(monotonicNanoseconds());
      if (connector_.isOpen()) hear();
      else readOthers();
      log_.tick(monotonicNanoseconds());
      seedAnew();
      hub_.publish(log_.flush(), std::exchange(lost_, 0), log_.takeUnread());
      await();
    }
  }

 private:
  Refusals open() {
    Refusals refusals;
    if (!start_.foreign.empty()) {
      refusals.fill(start_.foreign);
      return refusals;
    }
    refusals[0] = start_.refusal;
    counts_.emplace();
    refusals[1] = asSentence("What ended processes have used: ", counts_->reason());
    kernelLog_.emplace();
    refusals[2] = asSentence("OOM kills: ", kernelLog_->reason());
    if (counts_->fd() >= 0) log_.expectCounts();
    if (!connector_.isOpen()) return refusals;
    // The first sample is being taken, and nothing is shown before it has all CPUs. What happens is heard meanwhile.
    if (!hub_.isWaitedFor()) hub_.awaitFirstTake(kFirstSample);
    seed();
    return refusals;
  }

  // All processes that are there, so that it is known of their ends which they are.
  void seed() {
    std::vector<int32_t> pids;
    const UniqueFd proc = openDirectory(AT_FDCWD, procRoot_.c_str());
    if (proc) listNumbers(proc.get(), pids);
    if (hub_.isWaitedFor()) {
      seedWhole(pids);
    } else {
      for (size_t at = 0; at < pids.size() && !hub_.isStopped(); ++at) log_.seed(pids[at], looker_.look(pids[at], false));
    }
    seeded_ = monotonicNanoseconds();
    log_.seeded();
  }

  // Where no sample has their command lines. Of a process that holds its own memory they may be waited for without end.
  void seedWhole(const std::vector<int32_t>& pids) {
    const auto look = [pids](size_t index) {
      thread_local std::string text;
      return lookAtProcess(pids[index], true, text);
    };
    const auto waitsFor = [pids](size_t index) { return std::to_string(pids[index]); };
    const auto looks = askAside<ProcessLook>(pids.size(), look, waitsFor);
    for (size_t at = 0; at < pids.size(); ++at) log_.seed(pids[at], looks[at] ? *looks[at] : looker_.look(pids[at], false));
  }

  void seedAnew() {
    if (!log_.wantsSeeds() || log_.isBusy()) return;
    if (monotonicNanoseconds() >= seeded_ + kSeedNanoseconds) seed();
  }

  void hear() {
    for (int round = 0; round < kMostRounds; ++round) {
      messages_.clear();
      log_.beginReading();
      const Connector::Reading reading = connector_.read(messages_);
      if (reading == Connector::Reading::kOverrun) {
        lost_ += std::max<uint64_t>(1, connector_.takeLost());
        log_.lose(monotonicNanoseconds());
      }
      readOthers();
      for (const ConnectorMessage& message : messages_) log_.take(message);
      if (reading == Connector::Reading::kEmpty && log_.heardAll()) break;
    }
  }

  // What they have of an end is there before its message.
  void readOthers() {
    log_.setClocks(clocksNow());
    if (!counts_ || !kernelLog_) return;
    oomKills_.clear();
    kernelLog_->read(oomKills_);
    for (const OomKill& kill : oomKills_) log_.takeOomKill(kill);
    ends_.clear();
    counts_->read(ends_);
    for (ProcessEnd& end : ends_) {
      if (connector_.isOpen()) log_.take(std::move(end));
      else log_.tell(end);
    }
  }

  void await() {
    polled_.clear();
    polled_.push_back({hub_.stopFd(), POLLIN, 0});
    // Where both tell of an end, one of them is enough to wake.
    if (connector_.isOpen()) polled_.push_back({connector_.fd(), POLLIN, 0});
    else if (counts_) polled_.push_back({counts_->fd(), POLLIN, 0});
    if (kernelLog_) polled_.push_back({kernelLog_->fd(), POLLIN, 0});
    waits_.clear();
    log_.listWaits(waits_);
    for (const int pidfd : waits_) polled_.push_back({pidfd, POLLIN, 0});
    poll(polled_.data(), polled_.size(), waitMilliseconds());
  }

  int waitMilliseconds() const {
    uint64_t due = log_.nextDue();
    if (log_.wantsSeeds()) due = std::min(due == 0 ? UINT64_MAX : due, seeded_ + kSeedNanoseconds);
    if (due == 0) return -1;
    const uint64_t now = monotonicNanoseconds();
    return due <= now ? 0 : static_cast<int>((due - now) / kMillisecond + 1);
  }

  EventHub& hub_;
  const std::string procRoot_;
  EventStart& start_;
  Connector& connector_;
  ProcessLooker looker_;
  ProcessLog log_;
  std::optional<TaskStatsListener> counts_;
  std::optional<KernelLogReader> kernelLog_;
  std::vector<ConnectorMessage> messages_;
  std::vector<ProcessEnd> ends_;
  std::vector<OomKill> oomKills_;
  std::vector<pollfd> polled_;
  std::vector<int> waits_;
  uint64_t lost_ = 0;
  uint64_t seeded_ = 0;
};

}  // namespace

std::shared_ptr<EventStart> startEvents(const std::string& procRoot) {
  auto start = std::make_shared<EventStart>();
  const UniqueFd proc = openDirectory(AT_FDCWD, procRoot.c_str());
  const std::string foreign = proc ? whyForeign(proc.get(), procRoot) : procRoot + " can't be read";
  if (!foreign.empty()) {
    start->foreign = "The kernel's events are not of the processes that are read: " + foreign + ".";
  } else {
    start->refusal = start->connector.open();
  }
  return start;
}

void listenForEvents(EventHub& hub, const std::string& procRoot, EventStart& start) {
  EventThread(hub, procRoot, start).run();
}

}  // namespace ntop
