#include "../proc/mount_info.h"

#include "harness.h"

using namespace ntop::proc;

TEST("a line of mounts has the file system, what of it is mounted, and where") {
  const auto mounts = parseMountInfo(
      "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\n"
      "37 35 0:5 / /plain ro - tmpfs none rw\n");
  EQUAL(mounts.size(), 2u);
  if (mounts.size() != 2) return;
  const MountInfo& one = mounts[0];
  CHECK(one.id == 36 && one.parent == 35 && one.major == 98 && one.minor == 0);
  CHECK(one.root == "/mnt1" && one.mountPoint == "/mnt2" && one.options == "rw,noatime" && !one.rootDeleted);
  CHECK(one.type == "ext3" && one.source == "/dev/root" && one.superOptions == "rw,errors=continue");
  CHECK(mounts[1].options == "ro" && mounts[1].superOptions == "rw");
}

TEST("mounts have blanks and line ends in their names, may have no source, and what was deleted says so") {
  const auto mounts = parseMountInfo(
      "1 0 8:1 /a\\040b//deleted /c\\011d\\012e\\134f rw - fuse.x\\040y  rw,z=a\\040b\n"
      "2 0 8:1 //deleted /x rw - ext4 -\\040-  rw\n"
      "3 0 8:1 / /y rw - ext4\n"
      "4 0 8 / /y rw - ext4 a rw\n"
      "5 0 8:1:2 / /y rw - ext4 a rw\n"
      "6 0 8:1 / /y - ext4 a rw\n"
      "- - -\n\n - \n");
  EQUAL(mounts.size(), 2u);
  if (mounts.size() != 2) return;
  CHECK(mounts[0].root == "/a b" && mounts[0].rootDeleted && mounts[0].mountPoint == "/c\td\ne\\f");
  CHECK(mounts[0].type == "fuse.x y" && mounts[0].source.empty() && mounts[0].superOptions == "rw,z=a b");
  CHECK(mounts[1].rootDeleted && mounts[1].source == "- -");
}

TEST("an option is one of a list, not the beginning of one") {
  CHECK(hasOption("rw,errors=remount-ro", "errors=remount-ro") && hasOption("ro", "ro"));
  CHECK(!hasOption("rw,errors=remount-ro", "ro") && !hasOption("", "ro") && !hasOption("row", "ro"));
}
