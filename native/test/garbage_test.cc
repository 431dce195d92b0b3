#include "../proc/block_devices.h"
#include "../proc/cpu_info.h"
#include "../proc/fields.h"
#include "../proc/mapped_files.h"
#include "../proc/memory.h"
#include "../proc/mount_info.h"
#include "../proc/mounts.h"
#include "../proc/process_files.h"
#include "../proc/process_stat.h"
#include "../proc/process_status.h"
#include "../proc/swaps.h"
#include "../proc/system_files.h"
#include "../proc/system_stat.h"
#include "../proc/utf16.h"
#include "../proc/wait_files.h"
#include "garbage.h"
#include "harness.h"

namespace {

const std::string kSeeds[] = {
    "1234 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37",
    "1 2 3 4 5 6 7\n",
    "952298 912749 12\n",
    "rchar: 1\nread_bytes: 4\nwrite_bytes: 5\n",
    "Tgid:\t1\nUid:\t1\t2\t3\t4\nVmHWM:\t 5 kB\nThreads:\t2\n",
    "Limit     Soft Limit   Hard Limit   Units\nMax open files  1   2   files\n",
    "pos:\t5\nflags:\t02\n",
    "VmHWM:\t 5 kB\nVmSwap:\t 02 kB\n",
    "9:memory:/a\n1:name=systemd:/b:c\n0::/\n",
    "cpu 1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4\nbtime 5\nprocesses 6\n",
    "MemTotal: 100 kB\nMemFree: 5 kB\nActive(file): 1\nInactive(file): 2\nSReclaimable: 3\nCached: 4\nHugePages_Total: 5\nHugepagesize: 2048 kB\n",
    "  low 5\n  low 6\n",
    "0.1 0.2 0.3 1/2 3\n",
    "some avg10=0 avg60=1.5 avg300=2 total=5\nfull avg10=0 total=6\n",
    "[<0>] a_b+0x1/0x2 [m]\n[<0>] c+0x1/0x2\n",
    "1 0x3 0x7f 0x1 0x0 0x0 0x0 0x7ffd1 0x7f12\n",
    "24 1 8:1 / /mnt/a\\040b rw shared:1 - ext4 /dev/sda rw\n",
    "8 0 sda 10 1 200 5 30 2 400 6 0 77 88\n",
    "259 0 nvme0n1 10 1 200 5 30 2 400 6 7 77 88 11 12 13 14 15 16\n",
    "36 35 98:0 /a\\040b//deleted /mnt2 rw master:1 - fuse.x  rw,errors=remount-ro\n",
    "00400000-00452000 r-xp 00000000 08:02 173521 /usr/bin/a (deleted)\n",
    "25 / 100\n0x1f mq-deadline [none] kyber\n",
    "10 1 200 5 30 2 400 6 0 77 88\npswpin 1\npswpout 2\n",
    "processor : 1\ncpu MHz : 12.5\nphysical id : 0\ncpu cores : 2\n0-3,7 9\n",
    "/dev/a /b\\040c ext4 rw 0 0\nnodev\tzfs\n8 1 100 sda1\n",
    "eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",
    "\xe2\x82\xac\xf0\x9f\x98\x80\xff",
};

void parseAsAll(std::string_view text) {
  using namespace ntop::proc;
  parseProcessStat(text);
  parseStatm(text);
  parseProcessIo(text);
  parseProcessStatus(text);
  parseLimits(text);
  parseOpenFileLimit(text);
  parseWaitChannel(text);
  parseFdInfo(text);
  parseVmStat(text);
  parseOomScore(text);
  parseSchedStat(text);
  parseCgroup(text);
  parseSystemStat(text);
  parseZoneLowPages(text);
  parseLoad(text);
  parseRunning(text);
  parseStack(text);
  parseSystemCall(text);
  findMount(text, 24);
  parseUptimeSeconds(text);
  parsePressure(text);
  parseStallTimes(text);
  parseDisks(text);
  parseDiskCounters(text);
  parseDeviceLines(text);
  parseDeviceCounters(text);
  parseAttribute(text);
  parseSwaps(text);
  parseScheduler(text);
  CHECK(parseProgress(text).value_or(0) <= 1);
  parseDeletedMappings(text);
  parseMountInfo(text);
  parseCpuInfo(text);
  CHECK(parseCpuList(text).size() <= text.size() << 16);
  parseMounts(text);
  parseDiskFileSystems(text);
  findPartition(text, 8, 1);
  parseInterfaces(text);
  parseZram(text);
  const auto memory = parseMemInfo(text);
  if (memory) hugePageKilobytes(*memory);
  if (memory) CHECK(availableKilobytes(*memory, 8192).value_or(0) <= std::max(*memory->total, memory->free.value_or(0)));
  CHECK(decodeUtf8(text).size() <= text.size());
  CHECK(encodeUtf8(decodeUtf8(text)) == text);
  size_t bytes = 0;
  for (const std::string_view part : splitAtNul(text)) bytes += part.size();
  CHECK(bytes <= text.size());
}

}  // namespace

TEST("no parser fails on garbage or looks beyond its end") {
  for (const std::string& seed : kSeeds) garbage::tryMany(seed, parseAsAll);
}
