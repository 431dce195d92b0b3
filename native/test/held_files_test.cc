#include "../engine/held_files.h"

#include <fcntl.h>

#include "harness.h"

using ntop::HeldFiles;

namespace {

ntop::UniqueFd openAny() { return ntop::openFile(AT_FDCWD, "/dev/null"); }

}  // namespace

TEST("files are held up to a limit, and let go when they were not used for long") {
  HeldFiles held(7);  // two files a process
  for (int slot = 10; held.hasRoom(); ++slot) held.hold(slot, openAny(), static_cast<uint64_t>(slot));
  EQUAL(held.count(), 3u);
  CHECK(held.find(10) != nullptr && held.find(12) != nullptr);
  CHECK(held.find(13) == nullptr && held.find(9) == nullptr && held.find(100000) == nullptr);
  held.releaseUnused(12);
  EQUAL(held.count(), 1u);
  CHECK(held.find(10) == nullptr && held.find(12) != nullptr);
  held.release(12);
  held.release(12);
  EQUAL(held.count(), 0u);
}

TEST("all can be let go at once, and held anew") {
  HeldFiles held(100);
  for (int slot = 0; slot < 5; ++slot) held.hold(slot, openAny(), 1);
  held.releaseAll();
  EQUAL(held.count(), 0u);
  held.hold(3, openAny(), 2);
  CHECK(held.find(3) != nullptr);
  CHECK(!HeldFiles(0).hasRoom());
}
