#include "../net/net_namespaces.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "fixture.h"
#include "harness.h"

namespace {

// Processes of a made-up /proc whose network namespaces are files, one of which several may share.
class Places {
 public:
  Places() : directory_(ntop::openDirectory(AT_FDCWD, proc_.root().c_str())) {}

  void open(int pid) {
    unlink((proc_.root() + "/" + pathOf(pid)).c_str());
    proc_.write(pathOf(pid), "");
  }
  void share(int pid, int other) {
    open(pid);
    proc_.remove(pathOf(pid));
    CHECK(link((proc_.root() + "/" + pathOf(other)).c_str(), (proc_.root() + "/" + pathOf(pid)).c_str()) == 0);
  }

  std::vector<int32_t> list(double seconds) {
    std::vector<int32_t> pids;
    for (const ntop::NetNamespace& found : namespaces_.list(directory_.get(), seconds)) pids.push_back(found.pid);
    return pids;
  }

 private:
  static std::string pathOf(int pid) { return std::to_string(pid) + "/ns/net"; }

  Fixture proc_;
  ntop::UniqueFd directory_;
  ntop::NetNamespaces namespaces_{false};
};

using Pids = std::vector<int32_t>;

}  // namespace

TEST("each network namespace is found once, by the lowest PID in it") {
  Places places;
  places.open(1);
  places.share(20, 1);
  places.open(30);
  places.share(40, 30);
  CHECK(places.list(0) == (Pids{1, 30}));
}

TEST("a new process is asked for its namespace at once, and once more when it is no longer new") {
  Places places;
  places.open(1);
  CHECK(places.list(0) == (Pids{1}));
  places.share(20, 1);
  CHECK(places.list(1e-9) == (Pids{1}));
  places.open(20);
  places.open(30);
  CHECK(places.list(2e-9) == (Pids{1, 20, 30}));
}

TEST("all are asked where a process has left the namespace that it stood for, and after some time") {
  Places places;
  places.open(1);
  places.open(20);
  places.share(30, 20);
  CHECK(places.list(0) == (Pids{1, 20}));
  CHECK(places.list(1e-9) == (Pids{1, 20}));
  places.share(20, 1);
  CHECK(places.list(2e-9) == (Pids{1, 30}));
  CHECK(places.list(3e-9) == (Pids{1, 30}));
  places.open(20);
  CHECK(places.list(1e9) == (Pids{1, 20, 30}));
}
