#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../process/identity.h"
#include "../system/failure.h"

namespace ntop {

// A process that has a file open or, without a descriptor, mapped into its memory.
struct FileHolder {
  Identity identity;
  std::string name;
  std::optional<int32_t> fd;
};

// A file without a name left.
struct DeletedFile {
  uint32_t major = 0;  // of its file system
  uint32_t minor = 0;
  uint64_t inode = 0;
  uint64_t bytes = 0;  // that it takes
  uint64_t length = 0;
  std::string path;  // its former one
  std::vector<FileHolder> holders;
};

struct DeletedFiles {
  std::vector<DeletedFile> files;  // the largest first
  size_t processes = 0;            // that were looked at
  size_t notPermitted = 0;         // or not all of them was
  size_t notAnswered = 0;
};

// Looks for files that processes hold although they are deleted. A thread that a file system keeps is left behind, and no
// other descriptor of that mount is looked at.
class DeletedWalk {
 public:
  explicit DeletedWalk(std::string procRoot);

  // All processes; returns early once it is stopped.
  Failure run();
  DeletedFiles take();

  // Any thread may ask, and stop it: processes that were looked at, of how many.
  std::pair<size_t, size_t> progress() const;
  void stop();

 private:
  struct Shared;

  const std::shared_ptr<Shared> shared_;
};

}  // namespace ntop
