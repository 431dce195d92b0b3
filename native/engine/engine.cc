#include "engine.h"

#include <fcntl.h>

#include <cerrno>
#include <cmath>
#include <cstring>

#include "../events/delay_reader.h"
#include "../io/clock.h"
#include "../io/syscalls.h"
#include "../system/boot_time.h"

namespace ntop {

namespace {

// A delay of a key that is not noticeable.
constexpr double kQuickMilliseconds = 1;
constexpr double kShareOfLast = 0.3;
// Two readings of the clocks differ by less, unless the wall clock was set.
constexpr double kBootJitterSeconds = 0.005;

}  // namespace

Engine::Engine(std::string procRoot, std::string sysRoot, bool plain)
    : procRoot_(std::move(procRoot)), sysRoot_(std::move(sysRoot)), plain_(plain), groups_(procRoot_, sysRoot_) {}

std::string Engine::sample(const Needs& needs) {
  std::string failure = begin(needs);
  if (failure.empty()) finish();
  return failure;
}

std::string Engine::begin(const Needs& needs, bool quick) {
  const double began = secondsOn(CLOCK_MONOTONIC);
  const uint64_t syscallsBefore = syscallsOfThread;
  std::string failure = open();
  if (!failure.empty()) return failure;
  needs_ = needs;
  syscalls_ = 0;
  scanMilliseconds_ = 0;
  const auto bootBefore = system_.bootSeconds;
  const auto killsBefore = system_.oomKills;
  system_ = running_->machine.read(proc_.get(), sysRoot_, !quick);
  system_.bootSeconds = bootSeconds(procRoot_, system_.stat.bootTimeSeconds);
  if (bootBefore && system_.bootSeconds && std::abs(*bootBefore - *system_.bootSeconds) < kBootJitterSeconds) {
    system_.bootSeconds = bootBefore;
  }
  system_.oomKills = killsBefore;
  groupsDue_ = needs.groups != 0;
  if (!groupsDue_) groups_.rest(table_);
  Scanner& scanner = running_->scanner;
  scanner.scanKnown(needs, system_);
  if (!quick || !scanner.isLong()) scanner.scanNew();
  if (scanner.isDone() && !system_.hasStat && table_.count() == 0) {
    return "Nothing to read in " + procRoot_ + ": no file stat and no process. Is proc mounted there?";
  }
  ++samples_;
  countKills();
  hadMore_ = hasMore();
  account(began, syscallsBefore);
  meanMilliseconds_ += kShareOfLast * (scanMilliseconds_ - meanMilliseconds_);
  return {};
}

bool Engine::hasMore() const {
  return running_ && (groupsDue_ || !running_->scanner.isDone() || running_->scanner.seldom().hasWork());
}

void Engine::finish() {
  if (!hasMore()) return;
  const double began = secondsOn(CLOCK_MONOTONIC);
  const uint64_t syscallsBefore = syscallsOfThread;
  if (!running_->scanner.isDone()) running_->scanner.scanNew();
  countKills();
  running_->scanner.seldom().work();
  if (groupsDue_) readGroups();
  groupsDue_ = false;
  account(began, syscallsBefore);
}

// What groups count of kills is read only after one, also of a process that can't be seen from here.
void Engine::readGroups() {
  const bool asksForKills = (needs_.groups & kGroupOom) != 0;
  groups_.sample(needs_.groups, needs_.groupPaths, table_,
                 asksForKills ? running_->machine.readOomKills() : std::nullopt, running_->scanner.counts().died == 0);
}

// Each kill ends a process, so that where none ended the count is the same.
void Engine::countKills() {
  const bool isFirst = samples_ == 1;
  if (isFirst || running_->scanner.counts().died > 0) system_.oomKills = running_->machine.readOomKills();
}

void Engine::account(double began, uint64_t syscallsBefore) {
  scanMilliseconds_ += (secondsOn(CLOCK_MONOTONIC) - began) * 1e3;
  syscalls_ += syscallsOfThread - syscallsBefore;
  counts_ = running_->scanner.counts();
}

bool Engine::isQuick(const Needs& needs) const {
  if (!running_ || !running_->abilities.hasCpuClocks || running_->machine.mayWait()) return false;
  return needs.groups == 0 && samples_ > 1 && meanMilliseconds_ < kQuickMilliseconds && !hadMore_ && !needs.asksForMoreThan(needs_);
}

std::vector<Capability> Engine::capabilities() const {
  if (!running_) return {};
  std::vector<Capability> list = running_->abilities.list;
  if (running_->abilities.hasForkCursor && !running_->scanner.trustsCursor()) {
    for (Capability& capability : list) {
      if (std::string_view(capability.name) != "new processes") continue;
      capability.chosen = "listing";
      capability.why = "the fork counter missed a process";
    }
  }
  const DelaySource delays = tryDelays(procRoot_);
  list.push_back({"waits", delays.chosen, delays.why});
  return list;
}

std::string Engine::open() {
  if (running_) return {};
  proc_ = openDirectory(AT_FDCWD, procRoot_.c_str());
  if (!proc_) return "Processes can't be read: " + procRoot_ + ": " + std::strerror(errno) + ". Is proc mounted there?";
  running_.emplace(proc_, procRoot_, table_, userNames_, tryAbilities(proc_.get(), procRoot_, plain_));
  return {};
}

}  // namespace ntop
