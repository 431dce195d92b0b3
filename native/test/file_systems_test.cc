#include "../disks/file_system_reader.h"
#include "fixture.h"
#include "harness.h"

using namespace ntop;

namespace {

// Of the directory /limited there is a quota.
SpaceAnswer readQuotas(const std::vector<MountPlace>& places) {
  if (places.front().path == "/refused") return {EACCES, {}, false};
  const bool isLimited = places.front().path == "/limited";
  return {0, {isLimited ? 100u : 1000u, 50, 40, 10, 5}, false};
}

std::vector<MountedSystem> read(const std::string& mountinfo) {
  Fixture proc;
  proc.write("self/mountinfo", mountinfo);
  FileSystemReader reader(proc.root(), "/nowhere", readQuotas);
  std::vector<MountedSystem> systems;
  CHECK(!reader.read(systems));
  return systems;
}

}  // namespace

TEST("a directory with a quota of its own is a line of its own, others are mounts of the whole") {
  const auto systems = read(
      "1 0 8:1 / /data rw - xfs /dev/a rw,prjquota\n"
      "2 0 8:1 /a /limited rw - xfs /dev/a rw,prjquota\n"
      "3 0 8:1 /b /unlimited rw - xfs /dev/a rw,prjquota\n"
      "4 0 8:1 /c /refused rw - xfs /dev/a rw,prjquota\n"
      "5 0 8:1 /a /limited/again rw - xfs /dev/a rw,prjquota\n"
      "6 0 8:2 / / rw - xfs /dev/b rw\n");
  EQUAL(systems.size(), 3u);
  if (systems.size() != 3) return;
  CHECK(systems[0].mount.mountPoint == "/data" && systems[0].state.last->space.total == 1000);
  CHECK((systems[0].otherMounts == std::vector<std::string>{"/refused", "/unlimited"}));
  CHECK(systems[1].mount.mountPoint == "/limited" && systems[1].state.last->space.total == 100);
  CHECK((systems[1].otherMounts == std::vector<std::string>{"/limited/again"}));
  CHECK(systems[0].serial != systems[1].serial && systems[2].mount.mountPoint == "/");
}

TEST("without quotas for directories each file system is one line, whatever its mounts say") {
  const auto systems = read(
      "1 0 8:1 / /data rw - ext4 /dev/a rw\n"
      "2 0 8:1 /a /limited rw - ext4 /dev/a rw\n");
  EQUAL(systems.size(), 1u);
  if (systems.size() == 1) CHECK((systems[0].otherMounts == std::vector<std::string>{"/limited"}));
}
