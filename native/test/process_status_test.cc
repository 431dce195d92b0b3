#include "../proc/process_status.h"

#include "harness.h"

using namespace ntop::proc;

TEST("status gives ids, threads, switches and memory, whatever else it holds") {
  const auto status = parseProcessStatus(
      "Name:\tUid:\\nx\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t42\nNgid:\t0\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n"
      "VmPeak:\t     100 kB\nVmSize:\t      90 kB\nVmHWM:\t      80 kB\nRssAnon:\t 1 kB\nRssFile:\t 2 kB\n"
      "RssShmem:\t 3 kB\nVmSwap:\t 4 kB\nHugetlbPages:\t 5 kB\nThreads:\t7\nvoluntary_ctxt_switches:\t11\n"
      "nonvoluntary_ctxt_switches:\t12\n");
  CHECK(status.threadGroupId == 42 && status.threads == 7u);
  CHECK(status.userIds && (*status.userIds == ProcessStatus::Ids{1, 2, 3}));
  CHECK(status.groupIds && (*status.groupIds == ProcessStatus::Ids{5, 6, 7}));
  CHECK(status.voluntarySwitches == 11u && status.involuntarySwitches == 12u);
  CHECK(status.virtualPeak == 100u && status.virtualMemory == 90u && status.residentPeak == 80u);
  CHECK(status.residentAnonymous == 1u && status.residentFile == 2u && status.residentShared == 3u);
  CHECK(status.swapped == 4u && status.hugePages == 5u);
}

TEST("what status does not say, or garbles, is unknown") {
  const auto status = parseProcessStatus("Uid:\t1\t2\nGid:\t-1\t2\t3\nThreads:\nVmHWM:\tx kB\nVmSwap\n:\n");
  CHECK(!status.userIds && !status.groupIds && !status.threads && !status.residentPeak && !status.swapped);
  CHECK(!parseProcessStatus("").threadGroupId);
}
