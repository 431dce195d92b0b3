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
// A limit is read again after so long.
constexpr double kLimitSeconds = 5;

}  // namespace

HeldGroup::HeldGroup(std::shared_ptr<GroupSurroundings> surroundings, std::string path)
    : surroundings_(std::move(surroundings)), path_(std::move(path)) {}

HeldGroup::~HeldGroup() {
  for (Held& held : files_) close(held);
}

GroupAnswer HeldGroup::read(unsigned kinds) {
  nowSeconds_ = secondsOn(CLOCK_MONOTONIC);
  ++readings_;
  GroupAnswer answer = readOnce(kinds);
  if (!answer.isAnother) return answer;
  // What is kept was of the group before.
  for (Held& held : files_) held.readSeconds = 0;
  answer = readOnce(kinds);
  answer.isAnother = true;
  return answer;
}

GroupAnswer HeldGroup::readOnce(unsigned kinds) {
  GroupAnswer answer;
  GroupReading reading;
  reading.countsDevice = [this](std::string_view device) { return surroundings_->devices.counts(device); };
  for (size_t index = 0; index < kGroupFiles; ++index) {
    const GroupFile& file = kGroupFileTable[index];
    if ((file.kinds & kinds) == 0) {
      close(files_[index]);
      files_[index].readSeconds = 0;
      continue;
    }
    if (file.isLimit && isFresh(index)) {
      file.parse(files_[index].text, reading);
      continue;
    }
    if (!readFile(index, answer)) continue;
    if (file.isLimit && surroundings_->isReal) {
      files_[index].text = text_;
      files_[index].readSeconds = nowSeconds_;
    }
    file.parse(text_, reading);
    answer.isThere = true;
  }
  completeReading(reading);
  answer.numbers = reading.numbers;
  return answer;
}

bool HeldGroup::exists() const {
  for (const proc::CgroupMount& mount : surroundings_->mounts) {
    const auto below = proc::pathBelow(mount, path_);
    if (below && access((mount.point + std::string(*below)).c_str(), F_OK) == 0) return true;
  }
  return false;
}

bool HeldGroup::isFresh(size_t index) const {
  return files_[index].readSeconds > 0 && nowSeconds_ - files_[index].readSeconds < kLimitSeconds;
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
  if (!isRead && surroundings_->isReal) held.missingUntil = readings_ + kSeldomReadings;
  return isRead;
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
