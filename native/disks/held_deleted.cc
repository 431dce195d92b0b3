#include "held_deleted.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <tuple>

#include "../io/file.h"
#include "../io/file_status.h"
#include "../proc/fields.h"
#include "../proc/mapped_files.h"
#include "../proc/mount_info.h"
#include "../proc/process_files.h"
#include "../proc/process_stat.h"
#include "../process/executable.h"
#include "../process/process_directory.h"

namespace ntop {

namespace {

constexpr size_t kMostMountBytes = 64u << 20;
constexpr size_t kMostMapBytes = 256u << 20;
constexpr size_t kMostInfoBytes = 1u << 20;

// Of memory that has no file system that anything is mounted from, such as huge pages.
constexpr std::string_view kMemoryNames[] = {"/memfd:", "/SYSV", "/anon_hugepage", "/[aio]", "/dev/zero"};

std::optional<DeviceNumbers> findSharedMemory() {
#ifdef SYS_memfd_create
  const UniqueFd memory(static_cast<int>(syscall(SYS_memfd_create, "ntop", 1u)));
  FileStatus status;
  if (memory && readFileStatus(memory.get(), "", status) == 0) return DeviceNumbers(status.major, status.minor);
#endif
  return {};
}

bool isMemory(const WalkFacts& facts, const FileStatus& status, std::string_view path) {
  const DeviceNumbers device(status.major, status.minor);
  if (facts.sharedMemory == device) return true;
  if (status.major != 0 || facts.devices.count(device) != 0) return false;
  return std::any_of(std::begin(kMemoryNames), std::end(kMemoryNames),
                     [&](std::string_view name) { return proc::startsWith(path, name); });
}

bool isDeleted(const FileStatus& status) { return S_ISREG(status.mode) && status.links == 0; }

// Reads the descriptors and mappings of one process.
class Look {
 public:
  Look(const WalkFacts& facts, int32_t pid, const std::set<int64_t>& silent, WalkStep& step)
      : facts_(facts), pid_(pid), silent_(silent), step_(step) {}

  HeldDeleted read() {
    next();
    const int refused = openUnproven(facts_.procRoot, pid_, process_);
    if (refused == EACCES || refused == EPERM) held_.exists = held_.notPermitted = true;
    if (refused != 0 || !identify()) return std::move(held_);
    held_.exists = true;
    readDescriptors();
    if (!held_.notPermitted) readMappings();
    return std::move(held_);
  }

 private:
  void next(int32_t fd = WalkStep::kNoFd) {
    step_.fd = fd;
    ++step_.count;
  }

  bool identify() {
    if (readRecord(process_.get(), "stat", text_) != 0) return false;
    const auto stat = proc::parseProcessStat(text_);
    if (!stat || (stat->flags & proc::kKernelThread) != 0) return false;
    held_.identity.pid = pid_;
    held_.identity.startTicks = stat->startTicks;
    held_.name = stat->name;
    return true;
  }

  void readDescriptors() {
    const UniqueFd files = openDirectory(process_.get(), "fd");
    std::vector<int32_t> numbers;
    const int error = files ? listNumbers(files.get(), numbers) : errno;
    held_.notPermitted = error == EACCES || error == EPERM;
    std::sort(numbers.begin(), numbers.end());
    for (const int32_t fd : numbers) {
      next(fd);
      if (isSilent(fd)) continue;
      FileStatus status;
      const std::string link = std::to_string(fd);
      if (readFileStatus(files.get(), link.c_str(), status) != 0 || !isDeleted(status)) continue;
      add(files.get(), link, status, fd);
    }
  }

  bool isSilent(int32_t fd) {
    if (silent_.empty()) return false;
    const std::string path = "fdinfo/" + std::to_string(fd);
    if (readFile(process_.get(), path.c_str(), text_, kMostInfoBytes) != 0) return false;
    const auto mount = proc::parseFdInfo(text_).mountId;
    const bool silent = mount && silent_.count(*mount) != 0;
    held_.notAnswered = held_.notAnswered || silent;
    return silent;
  }

  // Only those of which the kernel says that they are deleted: asking about each would take too long.
  void readMappings() {
    next();
    if (readFile(process_.get(), "maps", text_, kMostMapBytes) != 0) return;
    for (const proc::MappedFile& mapped : proc::parseDeletedMappings(text_)) {
      next();
      const std::string link = "map_files/" + mapped.range;
      FileStatus status;
      const int error = readFileStatus(process_.get(), link.c_str(), status);
      if (error == EPERM || error == EACCES) held_.notPermitted = held_.notPermitted || !isKnown(mapped);
      if (error == 0 && isDeleted(status)) add(process_.get(), link, status, {});
    }
  }

  // By its inode: the device is another one for subvolumes. What is no file system's is of no interest.
  bool isKnown(const proc::MappedFile& mapped) const {
    const DeviceNumbers device(mapped.major, mapped.minor);
    if (facts_.sharedMemory == device) return true;
    return std::any_of(held_.files.begin(), held_.files.end(),
                       [&](const HeldFile& held) { return held.file.inode == mapped.inode; });
  }

  void add(int directory, const std::string& link, const FileStatus& status, std::optional<int32_t> fd) {
    std::string path;
    if (readLink(directory, link.c_str(), path) != 0 || isMemory(facts_, status, path)) return;
    HeldFile held;
    held.fd = fd;
    held.file = {status.major, status.minor, status.inode, status.blocks * 512, status.length,
                 endsWithRemark(path) ? withoutRemark(path) : path, {}};
    const auto mount = status.mountId ? facts_.mounts.find(*status.mountId) : facts_.mounts.end();
    if (mount != facts_.mounts.end()) std::tie(held.file.major, held.file.minor) = mount->second;
    const auto isSame = [&](const HeldFile& other) {
      return other.file.inode == held.file.inode && other.file.major == held.file.major && other.file.minor == held.file.minor;
    };
    // A mapping of what it has a descriptor of says nothing more.
    if (!fd && std::any_of(held_.files.begin(), held_.files.end(), isSame)) return;
    if (held_.files.empty()) proveInode();
    held_.files.push_back(std::move(held));
  }

  void proveInode() {
    Identity identity;
    const bool known = identifyProcess(facts_.procRoot, pid_, identity) == 0;
    if (known && identity.startTicks == held_.identity.startTicks) held_.identity = identity;
  }

  const WalkFacts& facts_;
  const int32_t pid_;
  const std::set<int64_t>& silent_;
  WalkStep& step_;
  UniqueFd process_;
  std::string text_;
  HeldDeleted held_;
};

}  // namespace

WalkFacts readWalkFacts(const std::string& procRoot) {
  WalkFacts facts;
  facts.procRoot = procRoot;
  facts.sharedMemory = findSharedMemory();
  std::string text;
  if (readFile(AT_FDCWD, (procRoot + "/self/mountinfo").c_str(), text, kMostMountBytes) != 0) return facts;
  for (const proc::MountInfo& mount : proc::parseMountInfo(text)) {
    facts.mounts[mount.id] = {mount.major, mount.minor};
    facts.devices.insert({mount.major, mount.minor});
  }
  return facts;
}

HeldDeleted readHeldDeleted(const WalkFacts& facts, int32_t pid, const std::set<int64_t>& silent, WalkStep& step) {
  return Look(facts, pid, silent, step).read();
}

std::optional<int64_t> mountOfDescriptor(const std::string& procRoot, int32_t pid, int32_t fd) {
  std::string text;
  const std::string path = procRoot + "/" + std::to_string(pid) + "/fdinfo/" + std::to_string(fd);
  if (readFile(AT_FDCWD, path.c_str(), text, kMostInfoBytes) != 0) return {};
  return proc::parseFdInfo(text).mountId;
}

}  // namespace ntop
