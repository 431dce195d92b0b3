#include "oom_kills.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "../proc/fields.h"

namespace ntop {

namespace {

// Lines of one kill come within moments; the kernel may leave out some of them, and then others must not take their place.
constexpr uint64_t kLongestMicroseconds = 10'000'000;
constexpr size_t kMostWaiting = 64;
// As the kernel words that there is no limit: more than any machine has.
constexpr uint64_t kNoLimitKibibytes = 1ULL << 52;

// Clocks of CPUs differ a little, so that a later line may seem to be earlier.
bool isTooOld(uint64_t then, uint64_t now) { return now > then && now - then > kLongestMicroseconds; }

// A number at the front of the text, which it takes off.
template <typename Number>
bool takeNumber(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

// The same behind a word.
template <typename Number>
bool takeNumber(std::string_view& text, std::string_view word, Number& number) {
  if (!proc::startsWith(text, word)) return false;
  text.remove_prefix(word.size());
  return takeNumber(text, number);
}

// The number at the very end of the text, behind the last of this word; takes both off.
template <typename Number>
bool takeLastNumber(std::string_view& text, std::string_view word, Number& number) {
  const size_t at = text.rfind(word);
  if (at == std::string_view::npos) return false;
  std::string_view end = text.substr(at + word.size());
  if (!takeNumber(end, number) || !end.empty()) return false;
  text = text.substr(0, at);
  return true;
}

std::optional<uint64_t> takeKibibytes(std::string_view& text, std::string_view word) {
  uint64_t kibibytes = 0;
  if (!takeNumber(text, word, kibibytes) || !proc::startsWith(text, "kB")) return {};
  text.remove_prefix(2);
  return kibibytes;
}

bool endsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Whether a group is another or below it.
bool isWithin(std::string_view group, std::string_view above) {
  if (above.empty() || above.front() != '/' || group.empty() || group.front() != '/') return false;
  if (above == "/" || group == above) return true;
  return proc::startsWith(group, above) && group[above.size()] == '/';
}

std::vector<size_t> placesOf(std::string_view text, std::string_view word) {
  std::vector<size_t> places;
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) places.push_back(at);
  return places;
}

// How the end of `oom-kill:` can be read: one way, unless a group is named like a piece of it.
struct Groups {
  std::optional<std::string_view> limit;
  std::string_view victim;
};

std::vector<Groups> readingsOf(std::string_view text) {
  constexpr std::string_view kLimit = ",oom_memcg=";
  constexpr std::string_view kMachine = ",global_oom";
  constexpr std::string_view kVictim = ",task_memcg=";
  std::vector<Groups> readings;
  for (const size_t at : placesOf(text, kVictim)) {
    const std::string_view before = text.substr(0, at);
    const std::string_view victim = text.substr(at + kVictim.size());
    if (victim.empty() || victim.front() != '/') continue;
    if (endsWith(before, kMachine)) readings.push_back({{}, victim});
    for (const size_t from : placesOf(before, kLimit)) {
      const std::string_view limit = before.substr(from + kLimit.size());
      if (isWithin(victim, limit)) readings.push_back({limit, victim});
    }
  }
  return readings;
}

// What the kernel logs before the kill. Of others some quote what users say, such as a mount option, and so could any line.
bool isBeginning(std::string_view text) {
  return text.empty() || proc::startsWith(text, "Out of memory") || proc::startsWith(text, "Memory cgroup out of memory");
}

}  // namespace

std::optional<OomKill> parseKilledProcess(std::string_view text) {
  constexpr std::string_view kStart = "Killed process ";
  constexpr std::string_view kNameEnd = ") total-vm:";
  const size_t at = text.find(kStart);
  if (at == std::string_view::npos || !isBeginning(text.substr(0, at))) return {};
  std::string_view rest = text.substr(at);
  OomKill kill;
  if (!takeNumber(rest, kStart, kill.pid) || kill.pid <= 0 || !proc::startsWith(rest, " (")) return {};
  // The last one: the name may have one too.
  const size_t nameEnd = rest.rfind(kNameEnd);
  if (nameEnd == std::string_view::npos || nameEnd < 2) return {};
  kill.name = rest.substr(2, nameEnd - 2);
  rest.remove_prefix(nameEnd + 2);
  kill.virtualKibibytes = takeKibibytes(rest, "total-vm:");
  kill.anonymousKibibytes = takeKibibytes(rest, ", anon-rss:");
  kill.fileKibibytes = takeKibibytes(rest, ", file-rss:");
  kill.sharedKibibytes = takeKibibytes(rest, ", shmem-rss:");
  uint32_t userId = 0;
  if (takeNumber(rest, ", UID:", userId)) kill.userId = userId;
  return kill;
}

std::optional<OomVictim> parseOomVictim(std::string_view text) {
  if (!proc::startsWith(text, "oom-kill:constraint=")) return {};
  OomVictim victim;
  if (!takeLastNumber(text, ",uid=", victim.userId) || !takeLastNumber(text, ",pid=", victim.pid)) return {};
  victim.rest = text;
  return victim;
}

void putGroups(const OomVictim& victim, OomKill& kill) {
  kill.userId = victim.userId;
  std::string_view text = victim.rest;
  const std::string end = ",task=" + kill.name;
  if (!endsWith(text, end)) return;
  text.remove_suffix(end.size());
  const std::vector<Groups> readings = readingsOf(text);
  if (readings.size() != 1) return;
  kill.isOfMachine = !readings[0].limit.has_value();
  kill.victimGroup = readings[0].victim;
  if (readings[0].limit) kill.limitGroup = *readings[0].limit;
}

std::optional<OomTask> parseOomTask(std::string_view text) {
  constexpr std::string_view kStart = "Task in ";
  constexpr std::string_view kMiddle = " killed as a result of limit of ";
  if (!proc::startsWith(text, kStart)) return {};
  std::optional<OomTask> found;
  for (const size_t at : placesOf(text, kMiddle)) {
    if (at < kStart.size()) continue;
    const std::string_view victim = text.substr(kStart.size(), at - kStart.size());
    const std::string_view limit = text.substr(at + kMiddle.size());
    if (!isWithin(victim, limit)) continue;
    if (found) return {};
    found = OomTask{std::string(victim), std::string(limit)};
  }
  return found;
}

std::optional<uint64_t> parseOomLimit(std::string_view text) {
  if (!takeKibibytes(text, "memory: usage ")) return {};
  const auto limit = takeKibibytes(text, ", limit ");
  return limit && *limit < kNoLimitKibibytes ? limit : std::nullopt;
}

std::optional<OomKill> OomKills::take(const KernelMessage& message) {
  if (!message.isKernels) return {};
  if (isTooOld(headMicroseconds_, message.microseconds)) begin();
  if (message.text.find(" invoked oom-killer: ") != std::string::npos) begin();
  if (auto task = parseOomTask(message.text)) {
    task_ = std::move(task);
    headMicroseconds_ = message.microseconds;
  } else if (const auto limit = parseOomLimit(message.text)) {
    limitKibibytes_ = limit;
    headMicroseconds_ = message.microseconds;
  } else if (auto victim = parseOomVictim(message.text)) {
    waiting_.push_back({std::move(*victim), std::exchange(limitKibibytes_, std::nullopt), message.microseconds});
    if (waiting_.size() > kMostWaiting) waiting_.pop_front();
  } else if (auto kill = parseKilledProcess(message.text)) {
    kill->microseconds = message.microseconds;
    complete(*kill);
    return kill;
  }
  return {};
}

void OomKills::begin() {
  task_.reset();
  limitKibibytes_.reset();
}

void OomKills::complete(OomKill& kill) {
  const auto isOld = [&](const Waiting& waiting) { return isTooOld(waiting.microseconds, kill.microseconds); };
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(), isOld), waiting_.end());
  const auto isIts = [&](const Waiting& waiting) { return waiting.victim.pid == kill.pid; };
  const auto own = std::find_if(waiting_.begin(), waiting_.end(), isIts);
  if (own != waiting_.end()) {
    putGroups(own->victim, kill);
    if (kill.limitGroup) kill.limitKibibytes = own->limitKibibytes;
    waiting_.erase(own);
  } else if (task_) {
    kill.isOfMachine = false;
    kill.victimGroup = task_->victimGroup;
    kill.limitGroup = task_->limitGroup;
    kill.limitKibibytes = limitKibibytes_;
  }
  begin();
}

}  // namespace ntop
