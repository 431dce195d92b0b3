#include "../engine/fork_cursor.h"

#include <set>

#include "harness.h"

using ntop::ForkCursor;

namespace {

// A cursor that has listed all when PID 1000 was the last and there were 5000 forks.
struct Begun {
  ForkCursor cursor{true};
  std::vector<int32_t> pids;

  Begun() { CHECK(!cursor.plan(1000, 5000, 100, pids)); }
  bool plan(int32_t lastPid, uint64_t forks) { return cursor.plan(lastPid, forks, 100, pids); }
  std::set<int32_t> found() const { return {pids.begin(), pids.end()}; }
};

}  // namespace

TEST("only PIDs given since are candidates, and after a listing those that were about to begin") {
  Begun begun;
  CHECK(begun.plan(1003, 5003));
  for (const int32_t pid : {1003, 1002, 1001, 1000, 937}) CHECK(begun.found().count(pid) == 1);
  EQUAL(begun.pids.size(), 67u);
  CHECK(begun.plan(1003, 5003));
  CHECK(begun.pids.empty());
}

TEST("a PID that nobody has is tried once more, one that could not be read until it can") {
  Begun begun;
  begun.plan(1003, 5003);
  begun.cursor.miss(1002);
  begun.cursor.retry(1003);
  CHECK(begun.plan(1003, 5003));
  CHECK((begun.found() == std::set<int32_t>{1002, 1003}));
  begun.cursor.miss(1002);
  begun.cursor.retry(1003);
  CHECK(begun.plan(1003, 5003));
  CHECK((begun.found() == std::set<int32_t>{1003}));
}

TEST("all are listed when PIDs began anew, when very many were given and when the counts contradict each other") {
  CHECK(!Begun().plan(900, 5001));
  CHECK(Begun().plan(1400, 5400));
  CHECK(!Begun().plan(1401, 5401));
  CHECK(!Begun().plan(1000, 5201));
  CHECK(!Begun().plan(1001, 4999));
}

TEST("all are listed when a fork was not given the next PID, less and less often while none of that namespace is found") {
  Begun begun;
  CHECK(begun.plan(1002, 5002));
  // Read a moment apart, they agree the next time.
  CHECK(begun.plan(1003, 5002));
  CHECK(begun.plan(1003, 5003));
  CHECK(!begun.plan(1003, 5004));
  int listings = 0;
  for (uint64_t scan = 1; scan <= 60; ++scan) listings += begun.plan(1003, 5004 + scan) ? 0 : 1;
  CHECK(listings >= 4 && listings <= 6);
  begun.cursor.noteNew(500);
  CHECK(!begun.plan(1003, 5065));
}

TEST("all are listed every thirtieth time in any case, and always once the cursor was wrong") {
  Begun begun;
  int listings = 0;
  for (int scan = 0; scan < 90; ++scan) listings += begun.plan(1000, 5000) ? 0 : 1;
  EQUAL(listings, 3);
  begun.cursor.distrust();
  CHECK(!begun.plan(1001, 5001));
  CHECK(!begun.plan(1002, 5002));
  CHECK(!begun.cursor.works());
}

TEST("where the kernel says no last PID or no forks, all are listed") {
  Begun begun;
  CHECK(!begun.cursor.plan({}, 5000, 100, begun.pids));
  CHECK(!begun.cursor.plan(1000, {}, 100, begun.pids));
  ForkCursor none(false);
  CHECK(!none.plan(1000, 5000, 100, begun.pids));
  CHECK(!none.plan(1001, 5001, 100, begun.pids));
}
