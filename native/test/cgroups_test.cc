#include "../proc/cgroups.h"

#include "garbage.h"
#include "harness.h"

using namespace ntop::proc;

namespace {

std::string groupOf(std::string_view text) {
  const auto group = parseCgroupOf(text, "memory");
  return group ? std::to_string(group->version) + std::string(group->path) : "none";
}

std::string below(const std::string& root, std::string_view path) {
  const auto found = pathBelow({2, root, "/sys/fs/cgroup", ""}, path);
  return found ? "at " + std::string(*found) : "elsewhere";
}

}  // namespace

TEST("memory is counted by version 1 where it is among its controllers, else by version 2") {
  EQUAL(groupOf("0::/user.slice/a:b\n"), "2/user.slice/a:b");
  EQUAL(groupOf("4:memory:/docker/1\n0::/\n"), "1/docker/1");
  EQUAL(groupOf("0::/x\n4:hugetlb,memory:/y\n"), "1/y");
  EQUAL(groupOf("9:name=memory:/y\n3:cpu:/z\n0::/x\n"), "2/x");
  EQUAL(groupOf("9:cpu,memoryx:/y\n"), "none");
  for (const char* text : {"", "0::", "0:", "memory", "0::relative\n", "1::/x\n"}) EQUAL(groupOf(text), "none");
}

TEST("hierarchies are found wherever they are mounted, however their directory is named") {
  const auto mounts = parseCgroupMounts(
      "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
      "35 31 0:32 /docker/1 /sys/fs/cgroup/memory rw shared:9 master:1 - cgroup cgroup rw,hugetlb,memory\n"
      "34 31 0:31 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,memoryless\n"
      "41 31 0:38 / /odd\\040place\\134 rw - cgroup2 cgroup2 rw,memory_recursiveprot\n"
      "42 31 0:38 / /cut rw - cgroup2\n");
  EQUAL(mounts.size(), 3u);
  if (mounts.size() != 3) return;
  CHECK(mounts[0].version == 1 && mounts[0].root == "/docker/1" && mounts[0].point == "/sys/fs/cgroup/memory");
  CHECK(hasController(mounts[0], "memory") && hasController(mounts[0], "hugetlb") && !hasController(mounts[0], "cpu"));
  CHECK(hasController(mounts[1], "cpu") && !hasController(mounts[1], "mem"));
  CHECK(mounts[2].version == 2 && mounts[2].root == "/" && mounts[2].point == "/odd place\\");
  CHECK(!hasController(mounts[2], "memory_recursiveprot"));
  CHECK(parseCgroupMounts("").empty());
}

TEST("a group is looked for below the part of the hierarchy that is mounted, and nowhere else") {
  EQUAL(below("/", "/a/b"), "at /a/b");
  EQUAL(below("/", "/"), "at ");
  EQUAL(below("/docker/1", "/docker/1"), "at ");
  EQUAL(below("/docker/1", "/docker/1/x"), "at /x");
  for (const char* path : {"/docker/12", "/docker", "/"}) EQUAL(below("/docker/1", path), "elsewhere");
  for (const char* path : {"/..", "/../a", "/a/../../b", "/a/.."}) EQUAL(below("/", path), "elsewhere");
  EQUAL(below("/", "/a..b/..c"), "at /a..b/..c");
}

TEST("what is more than any machine has is no limit") {
  EQUAL(parseLimit("max\n").value_or(0), kUnlimited);
  EQUAL(parseLimit("9223372036854771712\n").value_or(0), kUnlimited);
  EQUAL(parseLimit("4611686018427387904\n").value_or(0), kUnlimited);
  EQUAL(parseLimit("4611686018427387903\n").value_or(0), 4611686018427387903u);
  EQUAL(parseLimit("0\n").value_or(1), 0u);
  for (const char* text : {"", "\n", "-1\n", "x\n", "99999999999999999999999\n"}) CHECK(!parseLimit(text));
}

TEST("no control group file makes its parser look beyond its end") {
  const auto parse = [](std::string_view text) {
    parseCgroupOf(text, "memory");
    parseLimit(text);
    for (const CgroupMount& mount : parseCgroupMounts(text)) {
      const auto path = pathBelow(mount, text);
      CHECK(!path || path->size() <= text.size());
    }
  };
  garbage::tryMany("4:memory:/docker/1\n0::/a/../b\n", parse);
  garbage::tryMany("1 2 0:3 /a\\040 /b rw x:1 - cgroup2 c rw\n1 2 0:3 / /b rw - cgroup c memory\n", parse);
}
