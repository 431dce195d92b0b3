#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ntop {

// Where a file system is mounted: the path leads there unless something else is mounted over it.
struct MountPlace {
  std::string path;
  int64_t mountId = 0;
  uint32_t major = 0;
  uint32_t minor = 0;
};

// In bytes and inodes.
struct FileSystemSpace {
  uint64_t total = 0;
  uint64_t free = 0;       // for root
  uint64_t available = 0;  // for everyone else
  uint64_t inodes = 0;     // 0 where they are made as needed
  uint64_t freeInodes = 0;
};

struct SpaceAnswer {
  int error = 0;
  FileSystemSpace space;
  bool isReadOnly = false;
};
bool operator==(const SpaceAnswer& one, const SpaceAnswer& other);

// Of the file system that is mounted at the first of these places that leads to it. ENOENT if none does. Waits as long as
// the file system does.
SpaceAnswer readFileSystemSpace(const std::vector<MountPlace>& places);

struct SpaceQuestion {
  uint64_t serial = 0;
  std::vector<MountPlace> places;
  bool isRemote = false;  // asked last
};

struct SpaceState {
  std::optional<SpaceAnswer> last;
  std::optional<double> unansweredSeconds;  // how long the last question has been waiting
};
bool operator==(const SpaceState& one, const SpaceState& other);

// Asks file systems for their space, on threads that are not waited for longer than `patience`.
class SpaceAsker {
 public:
  using Read = SpaceAnswer (*)(const std::vector<MountPlace>& places);

  explicit SpaceAsker(Read read = readFileSystemSpace);

  // By serial. One that still owes an answer is not asked again; those that are not asked about are forgotten.
  std::map<uint64_t, SpaceState> ask(std::vector<SpaceQuestion> questions);

 private:
  struct Shared;
  struct Turn;

  static void work(const std::shared_ptr<Shared>& shared, const std::shared_ptr<Turn>& turn);
  void run(std::shared_ptr<Turn> turn);
  // Both under the lock. False if there can't be another thread.
  bool begin(const std::shared_ptr<Turn>& turn);
  void askSeparately(const Turn& turn);

  const std::shared_ptr<Shared> shared_;
};

}  // namespace ntop
