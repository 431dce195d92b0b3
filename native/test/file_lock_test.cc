#include "../io/file_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "../io/file.h"
#include "fixture.h"
#include "harness.h"

using ntop::isFileLocked;
using ntop::lockFile;
using ntop::UniqueFd;
using ntop::unlockFile;

TEST("a file has one lock at a time, until its holder closes the file") {
  Fixture files;
  files.write("locked", "");
  const std::string path = files.root() + "/locked";
  UniqueFd first(open(path.c_str(), O_RDWR | O_CLOEXEC));
  UniqueFd second(open(path.c_str(), O_RDWR | O_CLOEXEC));
  const UniqueFd reader(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  CHECK(!isFileLocked(reader.get()));
  EQUAL(lockFile(first.get()), 0);
  EQUAL(lockFile(first.get()), 0);
  EQUAL(lockFile(second.get()), EAGAIN);
  CHECK(isFileLocked(reader.get()));
  CHECK(!isFileLocked(first.get()));
  close(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  CHECK(isFileLocked(reader.get()));
  first = UniqueFd();
  CHECK(!isFileLocked(reader.get()));
  EQUAL(lockFile(second.get()), 0);
  EQUAL(lockFile(reader.get()), EBADF);
  unlockFile(second.get());
  CHECK(!isFileLocked(reader.get()));
}
