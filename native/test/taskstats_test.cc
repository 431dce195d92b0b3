#include "../events/taskstats.h"

#include <cmath>

#include "../events/process_ends.h"
#include "garbage.h"
#include "harness.h"
#include "made_up_taskstats.h"

using namespace ntop;
using made_up::Stats;

namespace {

constexpr uint8_t kLast = 0x20;

// A task of process 4000 that has run for 2.5 s of the process's 9.
Stats someTask(uint16_t version, int32_t pid, uint8_t flags = 0) {
  return Stats(version)
      .put<uint32_t>(4, 3 << 8)
      .put<uint8_t>(8, flags)
      .put<uint64_t>(24, 11)
      .put<uint64_t>(32, 2)
      .put<uint64_t>(40, 22)
      .put<uint64_t>(48, 3)
      .put<uint64_t>(56, 33)
      .put<uint64_t>(72, 2'500'000'000)
      .name("a,pid=1,uid=(x)")
      .put<uint32_t>(120, 33)
      .put<int32_t>(128, pid)
      .put<int32_t>(132, 7)
      .put<uint64_t>(144, 8'000'000)
      .put<uint64_t>(200, 5)
      .put<uint64_t>(216, 1)
      .put<uint64_t>(248, 1024)
      .put<uint64_t>(256, 4096)
      .put<uint64_t>(312, 4)
      .put<uint64_t>(320, 44)
      .put<uint64_t>(328, 5)
      .put<uint64_t>(336, 55)
      .put<uint64_t>(352, 6)
      .put<int32_t>(368, 4000)
      .put<uint64_t>(376, 9'000'000)
      .put<uint64_t>(400, 7)
      .put<uint64_t>(416, 8);
}

Stats someProcess(uint16_t version) { return Stats(version).put<uint64_t>(72, 60'000'000'000).put<uint64_t>(144, 99); }

std::optional<ProcessEnd> endOf(ProcessEnds& ends, const std::string& payload, double nowSeconds = 1000) {
  const auto record = parseTaskRecord(payload);
  CHECK(record.has_value());
  return record ? ends.take(*record, nowSeconds) : std::nullopt;
}

}  // namespace

TEST("what the kernel counts for a task is read from every version, each as far as it goes") {
  for (uint16_t version = 7; version <= 17; ++version) {
    if (version == 15) continue;
    const auto stats = parseTaskStats(someTask(version, 4001, kLast).bytes());
    CHECK(stats.has_value());
    if (!stats) continue;
    CHECK(stats->exitStatus == 3 << 8 && stats->isLastOfProcess() && stats->cpuDelayNanoseconds == 11);
    CHECK(stats->blockIoCount == 2 && stats->blockIoDelayNanoseconds == 22);
    CHECK(stats->swapCount == 3 && stats->swapDelayNanoseconds == 33);
    CHECK(stats->cpuNanoseconds == 2'500'000'000 && stats->name == "a,pid=1,uid=(x)");
    CHECK(stats->userId == 33 && stats->pid == 4001 && stats->parentPid == 7);
    CHECK(stats->elapsedMicroseconds == 8'000'000 && stats->peakResidentKibibytes == 5);
    CHECK(stats->readBytes == 1024 && stats->writtenBytes == 4096);
    CHECK(stats->reclaimCount == 4 && stats->reclaimDelayNanoseconds == 44);
    EQUAL(stats->thrashingDelayNanoseconds.value_or(0), version >= 9 ? 55u : 0u);
    EQUAL(stats->compactCount.value_or(0), version >= 11 ? 6u : 0u);
    EQUAL(stats->processId.value_or(0), version >= 12 ? 4000 : 0);
    EQUAL(stats->copyCount.value_or(0), version >= 13 ? 7u : 0u);
    EQUAL(stats->interruptCount.value_or(0), version >= 14 ? 8u : 0u);
  }
}

TEST("version 15, whose fields stand in other places, versions too old and cut messages give no numbers") {
  for (const uint16_t version : {0, 1, 6, 15}) CHECK(!parseTaskStats(someTask(version, 1).bytes()));
  const std::string whole = someTask(16, 4001).bytes();
  for (size_t size = 0; size < 328; ++size) CHECK(!parseTaskStats(whole.substr(0, size)));
  const auto cut = parseTaskStats(whole.substr(0, 370));
  CHECK(cut && !cut->processId && cut->compactCount == 6u);
  CHECK(!parseTaskRecord("") && !parseTaskRecord(std::string("\2\1\0\0", 4)));
  CHECK(!parseTaskRecord(std::string("\1\1\0\0", 4) + made_up::aggregate(4, 1, someTask(16, 1))));
}

TEST("the last task of a process tells its end, and a thread of a process that lives on tells none") {
  ProcessEnds ends(0, true);
  CHECK(!endOf(ends, made_up::ofTask(4001, someTask(16, 4001))));
  // The first thread too may end before the others.
  CHECK(!endOf(ends, made_up::ofTask(4000, someTask(16, 4000))));
  const auto end = endOf(ends, made_up::ofLastTask(4002, someTask(16, 4002, kLast), 4000, someProcess(16)));
  CHECK(end.has_value());
  if (!end) return;
  CHECK(end->pid == 4000 && end->parentPid == 7 && end->userId == 33 && end->isCertain);
  CHECK(end->name == "a,pid=1,uid=(x)" && end->exitStatus == 3 << 8);
  CHECK(end->lifetimeSeconds == 9 && end->cpuSeconds == 60 && end->peakResidentBytes == 5 * 1024);
  CHECK(end->readBytes == 3 * 1024 && end->writtenBytes == 3 * 4096);
}

TEST("what threads used before their records came, or in records that were lost, is unknown and not left out") {
  const auto read = [](ProcessEnds& ends) {
    const auto end = endOf(ends, made_up::ofLastTask(4002, someTask(16, 4002, kLast), 4000, someProcess(16)));
    return end ? end->readBytes : -1;
  };
  ProcessEnds young(990.5, true);  // the process has lived for 9 seconds, or began half a second earlier
  CHECK(std::isnan(read(young)));
  ProcessEnds ends(0, true);
  endOf(ends, made_up::ofTask(4001, someTask(16, 4001)));
  ends.lose(992);
  CHECK(std::isnan(read(ends)));
  ProcessEnds early(989, true);
  EQUAL(read(early), 1024);
  // A process that has had but one thread needs no other record.
  const auto single = endOf(young, made_up::ofTask(4000, someTask(16, 4000, kLast)));
  CHECK(single && single->readBytes == 1024 && single->cpuSeconds == 2.5);
}

TEST("the threads of an earlier process with the same PID are not counted for the later one") {
  ProcessEnds ends(0, true);
  endOf(ends, made_up::ofTask(4001, someTask(16, 4001)));
  endOf(ends, made_up::ofLastTask(4002, someTask(16, 4002, kLast), 4000, someProcess(16)));
  const auto later = endOf(ends, made_up::ofLastTask(4000, someTask(16, 4000, kLast), 4000, someProcess(16)));
  CHECK(later && later->readBytes == 1024);
}

TEST("records of kernels that do not tell the last task are ends in doubt, unless the sum of a process comes along") {
  ProcessEnds ends(0, true);
  const auto doubtful = endOf(ends, made_up::ofTask(4000, someTask(8, 4000)));
  CHECK(doubtful && doubtful->pid == 4000 && !doubtful->isCertain && doubtful->lifetimeSeconds == 8);
  const auto end = endOf(ends, made_up::ofLastTask(4002, someTask(8, 4002), 4000, someProcess(8)));
  CHECK(end && end->pid == 4000 && end->isCertain && end->cpuSeconds == 60);
  CHECK(end && std::isnan(end->lifetimeSeconds) && std::isnan(end->readBytes));
}

TEST("what the kernel does not count is unknown, not zero") {
  ProcessEnds ends(0, true);
  const auto bare = someTask(16, 4000, kLast).put<uint64_t>(72, 0).put<uint64_t>(200, 0).put<uint64_t>(216, 0);
  const auto end = endOf(ends, made_up::ofTask(4000, bare));
  CHECK(end && std::isnan(end->cpuSeconds) && std::isnan(end->peakResidentBytes) && std::isnan(end->readBytes));
  ProcessEnds withoutIo(0, false);
  const auto quiet = endOf(withoutIo, made_up::ofTask(4000, someTask(16, 4000, kLast)));
  CHECK(quiet && std::isnan(quiet->readBytes) && std::isnan(quiet->writtenBytes) && quiet->cpuSeconds == 2.5);
}

TEST("no message makes the reader of taskstats look beyond its end") {
  const auto parse = [](std::string_view text) {
    parseTaskStats(text);
    parseFamily(text);
    CHECK(taskStatsOffset(text) <= text.size());
    ProcessEnds ends(0, true);
    const auto record = parseTaskRecord(text);
    if (record) ends.take(*record, 1000);
  };
  garbage::tryMany(someTask(16, 4001).bytes(), parse);
  garbage::tryMany(made_up::ofLastTask(4002, someTask(16, 4002, kLast), 4000, someProcess(16)), parse);
}
