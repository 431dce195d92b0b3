#include "held_group.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "../io/clock.h"

namespace ntop {

namespace {

// More than any file here has, but what a hostile tree can make a reader take.
constexpr size_t kMostBytes = 1u << 20;
// A file that is not there is looked for again after so many readings.
constexpr uint64_t kSeldomReadings = 30;
// What nothing seems to have changed is read again after so long.
constexpr double kKeptSeconds = 5;

}  // namespace

HeldGroup::HeldGroup(std::shared_ptr<GroupSurroundings> surroundings, std::string path)
    : surroundings_(std::move(surroundings)), path_(std::move(path)) {}

HeldGroup::~HeldGroup() {
  for (Held& held : files_) close(held);
}

GroupAnswer HeldGroup::read(unsigned kinds, unsigned absent) {
  nowSeconds_ = secondsOn(CLOCK_MONOTONIC);
  ++readings_;
  GroupAnswer answer = readOnce(kinds, absent);
  if (answer.isThere && !answer.isAnother) return answer;
  // What is kept was of the group before, or nothing says whether it is still that group.
  for (Held& held : files_) held.readSeconds = 0;
  const bool isAnother = answer.isAnother;
  answer = readOnce(kinds, absent);
  answer.isAnother = answer.isAnother || isAnother;
  return answer;
}

GroupAnswer HeldGroup::readOnce(unsigned kinds, unsigned absent) {
  GroupAnswer answer;
  GroupReading reading;
  isStill_.fill(false);
  reading.countsDevice = [this](std::string_view device) { return surroundings_->devices.counts(device); };
  for (size_t index = 0; index < kGroupFiles; ++index) {
    if ((kGroupFileTable[index].kinds & kinds) == 0) {
      close(files_[index]);
      files_[index].readSeconds = 0;
    } else if (isFresh(index, absent)) {
      parseKept(index, reading);
    } else if (readFile(index, answer)) {
      parseRead(index, reading);
      answer.isThere = true;
    }
  }
  completeReading(reading);
  answer.numbers = reading.numbers;
  return answer;
}

void HeldGroup::parseKept(size_t index, GroupReading& reading) {
  const GroupFile& file = kGroupFileTable[index];
  files_[index].wasKept = true;
  if (file.causes == kSwapping) reading.hasNoSwap = true;
  file.parse(files_[index].text, reading);
}

void HeldGroup::parseRead(size_t index, GroupReading& reading) {
  const GroupFile& file = kGroupFileTable[index];
  Held& held = files_[index];
  held.hasMoved = held.readSeconds == 0 || held.text != text_;
  // What was kept and is another one now, whatever the reason: its counts rose at a time that is not known, so that there
  // is no rate.
  const bool isUnclear = file.causes == kQuota ||
                         ((file.kinds & kGroupIo) != 0 && isStill_[static_cast<size_t>(file.version)]);
  const bool hasNoRate = isUnclear && held.readSeconds > 0 && held.wasKept && held.hasMoved;
  held.wasKept = false;
  if ((file.causes & kClock) != 0) isStill_[static_cast<size_t>(file.version)] = !held.hasMoved;
  if (file.causes != kAnything && surroundings_->isReal) {
    held.text = text_;
    held.readSeconds = nowSeconds_;
  }
  if (!hasNoRate) file.parse(text_, reading);
}

bool HeldGroup::exists() const { return existsIn(1) || existsIn(2); }

bool HeldGroup::existsIn(int version) const {
  for (const proc::CgroupMount& mount : surroundings_->mounts) {
    if (mount.version != version) continue;
    const auto below = proc::pathBelow(mount, path_);
    if (below && access((mount.point + std::string(*below)).c_str(), F_OK) == 0) return true;
  }
  return false;
}

// Traffic goes on for a while after a process ran, and what still moves is read on.
bool HeldGroup::isFresh(size_t index, unsigned absent) const {
  const GroupFile& file = kGroupFileTable[index];
  if (isStill_[static_cast<size_t>(file.version)]) absent |= kRunning;
  if ((file.causes & ~absent) != 0) return false;
  if ((file.causes & kRunning) != 0 && files_[index].hasMoved) return false;
  return files_[index].readSeconds > 0 && nowSeconds_ - files_[index].readSeconds < kKeptSeconds;
}

// An open file of a group that was removed gives ENODEV, even if there is a group at its path again.
bool HeldGroup::readFile(size_t index, GroupAnswer& answer) {
  Held& held = files_[index];
  if (held.fd) {
    const int error = readOpen(held.fd, text_, kMostBytes, End::kShortRead);
    if (error == 0) return true;
    close(held);
    answer.isAnother = answer.isAnother || error == ENODEV;
  }
  if (readings_ < held.missingUntil) return false;
  const bool isRead = open(index);
  if (!isRead && surroundings_->isReal) noteMissing(index);
  return isRead;
}

// Version 2 without the group has none of the files, of which there are many.
void HeldGroup::noteMissing(size_t index) {
  files_[index].missingUntil = readings_ + kSeldomReadings;
  if (kGroupFileTable[index].version != 2 || existsIn(2)) return;
  for (size_t other = 0; other < kGroupFiles; ++other) {
    if (kGroupFileTable[other].version == 2) files_[other].missingUntil = files_[index].missingUntil;
  }
}

bool HeldGroup::open(size_t index) {
  const std::string path = pathOf(kGroupFileTable[index]);
  if (path.empty()) return false;
  UniqueFd fd = openFile(AT_FDCWD, path.c_str());
  if (!fd || readOpen(fd, text_, kMostBytes, End::kShortRead) != 0) return false;
  if (surroundings_->isReal && surroundings_->held.fetch_add(1) < surroundings_->mostHeld) {
    files_[index].fd = std::move(fd);
  } else if (surroundings_->isReal) {
    surroundings_->held.fetch_sub(1);
  }
  return true;
}

void HeldGroup::close(Held& held) {
  if (!held.fd) return;
  held.fd = UniqueFd();
  surroundings_->held.fetch_sub(1);
}

std::string HeldGroup::pathOf(const GroupFile& file) const {
  for (const proc::CgroupMount& mount : surroundings_->mounts) {
    if (mount.version != file.version) continue;
    if (mount.version == 1 && !proc::hasController(mount, file.controller)) continue;
    const auto below = proc::pathBelow(mount, path_);
    if (below) return mount.point + std::string(*below) + "/" + file.name;
  }
  return {};
}

}  // namespace ntop
