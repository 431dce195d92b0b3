#include "../proc/mounts.h"

#include "../proc/system_files.h"
#include "harness.h"

using namespace ntop::proc;

namespace {

std::string mount(const std::string& at, const std::string& options) {
  return "36 35 0:24 / " + at + " rw,nosuid shared:5 master:2 - proc proc " + options + "\n";
}

}  // namespace

TEST("how a proc file system hides processes is read from its own options") {
  EQUAL(parseHidepid(mount("/proc", "rw,hidepid=invisible"), "/proc"), "invisible");
  EQUAL(parseHidepid(mount("/proc", "rw,gid=5,hidepid=2"), "/proc"), "2");
  EQUAL(parseHidepid("36 35 0:24 / /proc rw,hidepid=1 - proc proc rw\n", "/proc"), "");
  for (const char* none : {"rw", "rw,hidepid=0", "rw,hidepid=off"}) {
    EQUAL(parseHidepid(mount("/proc", none), "/proc"), "");
  }
}

TEST("mounts have blanks, line ends and backslashes in their names, and may have no device") {
  const auto mounts = parseMounts(
      "/dev/sda1 /mnt/a\\040b\\011c\\012d\\134e\\043 ext4 rw,x=a\\040b 0 0\n"
      "none /x\\04 tmpfs rw 0 0\n"
      " /empty fuse rw 0 0\n"
      "short line\n\n");
  EQUAL(mounts.size(), 3u);
  if (mounts.size() != 3) return;
  EQUAL(mounts[0].mountPoint, "/mnt/a b\tc\nd\\e#");
  EQUAL(mounts[0].options, "rw,x=a b");
  EQUAL(mounts[1].mountPoint, "/x\\04");
  CHECK(mounts[2].device.empty() && mounts[2].mountPoint == "/empty" && mounts[2].type == "fuse");
}

TEST("file systems that lie on a device are those without nodev, and zfs") {
  const auto types = parseDiskFileSystems("nodev\tsysfs\n\text4\nnodev\tzfs\n\tvfat\nnodev\n\n");
  CHECK((types == std::vector<std::string_view>{"ext4", "zfs", "vfat"}));
}

TEST("a partition is found by its numbers") {
  const char* text = "major minor  #blocks  name\n\n   8        0  100 sda\n   8        1  99 sda1\n";
  EQUAL(findPartition(text, 8, 1), "sda1");
  EQUAL(findPartition(text, 8, 2), "");
}

TEST("of mounts over each other the last counts, and others not at all") {
  const std::string both = mount("/proc", "rw,hidepid=2") + mount("/proc", "rw");
  EQUAL(parseHidepid(both, "/proc"), "");
  EQUAL(parseHidepid(mount("/proc", "rw") + mount("/proc", "rw,hidepid=4"), "/proc"), "4");
  EQUAL(parseHidepid(mount("/other", "rw,hidepid=2"), "/proc"), "");
  for (const char* garbage : {"", "\n", "36 35 0:24 / /proc", "36 35 0:24 / /proc rw - proc", "- - - - /proc - -"}) {
    EQUAL(parseHidepid(garbage, "/proc"), "");
  }
}

TEST("the PID given last ends the line of the load averages") {
  EQUAL(parseLastPid("0.10 0.20 0.30 1/200 4194303\n").value_or(-1), 4194303);
  for (const char* garbage : {"", "0.1 0.2 0.3 1/2", "0.1 0.2 0.3 1/2 x", "0.1 0.2 0.3 1/2 0", "0.1 0.2 0.3 1/2 -5"}) {
    CHECK(!parseLastPid(garbage));
  }
}
