#include "file_system_reader.h"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <tuple>

#include "../io/clock.h"
#include "../io/file.h"
#include "../proc/block_devices.h"
#include "../proc/fields.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 64u << 20;
constexpr double kErrorsSeconds = 2;
// What the kernel does not tell of mounts: that a directory above one has another name.
constexpr double kMountsSeconds = 5;
// What has no blocks will hardly get some.
constexpr double kPseudoSeconds = 10;

// Their servers are elsewhere, or programs, so that they are the likeliest not to answer.
constexpr std::string_view kRemoteTypes[] = {"nfs", "cifs", "smb", "fuse", "9p", "ceph", "afs", "gfs", "ocfs", "lustre", "gpfs"};

bool isRemote(const std::string& type) {
  return std::any_of(std::begin(kRemoteTypes), std::end(kRemoteTypes),
                     [&](std::string_view remote) { return proc::startsWith(type, remote); });
}

// An automounter would be asked by nothing but its own statistics, which are none.
bool isAutomounter(const std::string& type) { return type == "autofs"; }

// A directory with a quota has less of all.
bool hasOwnLimit(const SpaceState& part, const SpaceState& whole) {
  if (!part.last || !whole.last || part.last->error != 0 || whole.last->error != 0) return false;
  const FileSystemSpace& one = part.last->space;
  const FileSystemSpace& other = whole.last->space;
  return one.total != other.total || one.inodes != other.inodes;
}

}  // namespace

bool operator==(const MountedSystem& one, const MountedSystem& other) {
  return std::tie(one.serial, one.listing, one.otherMounts, one.isReadOnly, one.becameReadOnly, one.errors) ==
             std::tie(other.serial, other.listing, other.otherMounts, other.isReadOnly, other.becameReadOnly,
                      other.errors) &&
         one.state == other.state;
}

FileSystemReader::FileSystemReader(std::string procRoot, std::string sysRoot, SpaceAsker::Read read)
    : procRoot_(std::move(procRoot)), sysRoot_(std::move(sysRoot)), watches_(procRoot_ == "/proc"), asker_(read) {}

Failure FileSystemReader::read(std::vector<MountedSystem>& systems) {
  const double now = secondsOn(CLOCK_MONOTONIC);
  for (auto& [key, known] : known_) readErrors(known, now);
  if (const int error = readMounts(now)) return {error, procRoot_ + "/self/mountinfo"};
  std::vector<SpaceQuestion> questions;
  std::map<uint64_t, SpaceState> pseudo;
  for (const MountGroup& group : groups_) {
    Known& known = known_[keyOf(group)];
    readErrors(known, now);
    const bool isKnownPseudo = known.isPseudo && now < known.askedDue;
    if (isKnownPseudo || isAutomounter(mounts_[group.mounts.front()].type)) pseudo[known.serial].last = SpaceAnswer();
    else questions.push_back(toQuestion(known, group));
  }
  std::map<uint64_t, SpaceState> states = asker_.ask(std::move(questions));
  states.merge(pseudo);
  std::vector<size_t> lines;  // by group, the place of its line in `systems`
  for (const MountGroup& group : groups_) {
    Known& known = known_[keyOf(group)];
    const SpaceState& state = states[known.serial];
    note(known, state);
    if (!known.isPseudo || now >= known.askedDue) {
      known.isPseudo = state.last && state.last->error == 0 && state.last->space.total == 0;
      known.askedDue = now + kPseudoSeconds;
    }
    const size_t line = systems.size();
    if (group.whole && !hasOwnLimit(state, states[known_[keyOf(groups_[*group.whole])].serial])) {
      MountedSystem& whole = systems[lines[*group.whole]];
      for (const size_t index : group.mounts) whole.otherMounts.push_back(mounts_[index].mountPoint);
      lines.push_back(lines[*group.whole]);
      continue;
    }
    addSystem(group, known, state, systems);
    lines.push_back(line);
  }
  return {};
}

FileSystemReader::GroupKey FileSystemReader::keyOf(const MountGroup& group) const {
  const proc::MountInfo& mount = mounts_[group.mounts.front()];
  return {mount.major, mount.minor, group.whole ? mount.root : std::string()};
}

void FileSystemReader::addSystem(const MountGroup& group, const Known& known, SpaceState state,
                                 std::vector<MountedSystem>& systems) const {
  MountedSystem& system = systems.emplace_back();
  system.serial = known.serial;
  system.listing = listing_;
  system.mount = mounts_[group.mounts.front()];
  for (size_t index = 1; index < group.mounts.size(); ++index) {
    system.otherMounts.push_back(mounts_[group.mounts[index]].mountPoint);
  }
  system.errors = known.errors;
  system.isReadOnly = isReadOnly(system.mount);
  system.becameReadOnly = becameReadOnly(system.mount, known.errors.value_or(0) > 0);
  system.state = std::move(state);
}

// Writing the list takes the kernel longer than anything else here.
int FileSystemReader::readMounts(double now) {
  const std::string path = procRoot_ + "/self/mountinfo";
  if (watches_ && !mountsFile_) {
    mountsFile_ = openFile(AT_FDCWD, path.c_str());
    mountsDue_ = 0;
  }
  if (mountsFile_ && !mayHaveChanged(now)) return 0;
  std::string text;
  const int error = mountsFile_ ? readOpen(mountsFile_, text, kMostBytes)
                                : readFile(AT_FDCWD, path.c_str(), text, kMostBytes);
  if (error != 0) {
    mountsFile_ = UniqueFd();
    return error;
  }
  mountsDue_ = now + kMountsSeconds;
  list(text);
  return 0;
}

// proc_pid_mountinfo(5): an error is pending once a mount came, went, or has other options.
bool FileSystemReader::mayHaveChanged(double now) {
  pollfd watched{mountsFile_.get(), POLLPRI, 0};
  int found = 0;
  do {
    found = poll(&watched, 1, 0);
  } while (found < 0 && errno == EINTR);
  return found != 0 || now >= mountsDue_;
}

// Where it turned read-only by itself or can't be found any more, the kernel tells nothing of its mounts.
void FileSystemReader::note(Known& known, const SpaceState& state) {
  if (!state.last) return;
  if (known.error != state.last->error || known.isReadOnly != state.last->isReadOnly) mountsDue_ = 0;
  known.error = state.last->error;
  known.isReadOnly = state.last->isReadOnly;
}

// The same text has the same mounts.
void FileSystemReader::list(const std::string& text) {
  if (text == text_) return;
  text_ = text;
  ++listing_;
  mounts_ = proc::parseMountInfo(text);
  groups_ = groupByFileSystem(mounts_);
  std::map<GroupKey, Known> known;
  for (const MountGroup& group : groups_) known[keyOf(group)] = follow(group);
  known_ = std::move(known);
}

// It is the one that had this number before if one of its mounts is still where it was.
FileSystemReader::Known FileSystemReader::follow(const MountGroup& group) {
  const proc::MountInfo& mount = mounts_[group.mounts.front()];
  std::vector<MountKey> keys;
  for (const size_t index : group.mounts) keys.emplace_back(mounts_[index].id, mounts_[index].mountPoint);
  const auto found = known_.find(keyOf(group));
  const bool goesOn = found != known_.end() &&
                      std::any_of(keys.begin(), keys.end(), [&](const MountKey& key) {
                        const auto& before = found->second.mounts;
                        return std::find(before.begin(), before.end(), key) != before.end();
                      });
  Known known;
  if (goesOn) {
    known = found->second;
  } else {
    known.serial = ++lastSerial_;
    known.errorsPath = findErrors(mount);
  }
  known.mounts = std::move(keys);
  known.errorsDue = 0;
  return known;
}

// Ext4 has a directory by the name of the device.
std::string FileSystemReader::findErrors(const proc::MountInfo& mount) const {
  if (!proc::startsWith(mount.type, "ext") || mount.major == 0) return {};
  const std::string numbers = std::to_string(mount.major) + ":" + std::to_string(mount.minor);
  std::string target;
  if (readLink(AT_FDCWD, (sysRoot_ + "/dev/block/" + numbers).c_str(), target) != 0) return {};
  return sysRoot_ + "/fs/ext4/" + target.substr(target.rfind('/') + 1) + "/errors_count";
}

void FileSystemReader::readErrors(Known& known, double now) {
  if (known.errorsPath.empty() || now < known.errorsDue) return;
  known.errorsDue = now + kErrorsSeconds;
  const auto before = known.errors;
  known.errors.reset();
  if (readRecord(AT_FDCWD, known.errorsPath.c_str(), number_) == 0) known.errors = proc::parseAttribute(number_);
  if (known.errors != before) mountsDue_ = 0;
}

SpaceQuestion FileSystemReader::toQuestion(const Known& known, const MountGroup& group) const {
  SpaceQuestion question;
  question.serial = known.serial;
  question.isRemote = isRemote(mounts_[group.mounts.front()].type);
  for (const size_t index : group.mounts) {
    const proc::MountInfo& mount = mounts_[index];
    question.places.push_back({mount.mountPoint, mount.id, mount.major, mount.minor});
  }
  return question;
}

}  // namespace ntop
