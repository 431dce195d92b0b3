#include "../proc/wait_files.h"

#include "../proc/system_files.h"
#include "../process/file_calls.h"
#include "harness.h"

#include <sys/syscall.h>

using namespace ntop::proc;
using ntop::findFileCall;

TEST("a stack gives the functions of the kernel, the innermost first, and nothing of what is none") {
  const auto stack = parseStack(
      "[<0>] percpu_rwsem_wait+0x10c/0x130\n[<ffffffff81234567>] mnt_want_write+0x1/0x2 [ext4]\nodd\n[<0>] bare\n[<0>]\n"
      "[<ffffffffffffffff>] 0xffffffffffffffff\n");
  CHECK((stack == std::vector<std::string_view>{"percpu_rwsem_wait", "mnt_want_write", "bare"}));
  CHECK(parseStack("").empty());
}

TEST("a system call has its number and arguments, unless the task is in none, runs, or the line is garbled") {
  const auto call = parseSystemCall("257 0xffffffffffffff9c 0x7ffe1000 0x241 0x1b6 0x0 0x0 0x7ffe0f00 0x7f0012345678\n");
  CHECK(call && call->number == 257 && call->arguments[0] == 0xffffffffffffff9c && call->arguments[3] == 0x1b6);
  CHECK(call && call->stackPointer == 0x7ffe0f00);
  for (const char* text : {"", "running\n", "-1 0x7ffe 0x7f00\n", "1 2 3 4 5 6 7 8 9\n", "1 0x1 0x2\n",
                           "1 0x1 0x2 0x3 0x4 0x5 0x6 0x1ffffffffffffffff 0x0\n"}) {
    CHECK(!parseSystemCall(text));
  }
}

TEST("a mount is found by its number, with its path and type") {
  const char* const mounts =
      "24 1 8:1 / / rw shared:1 master:2 - ext4 /dev/sda rw\n"
      "240 24 0:50 / /mnt/a\\040b rw - fuse.sshfs host: rw\n"
      "25 1 8:1 / /cut\n";
  const auto mount = findMount(mounts, 240);
  CHECK(mount && mount->path == "/mnt/a b" && mount->type == "fuse.sshfs");
  EQUAL(findMount(mounts, 24)->type, "ext4");
  EQUAL(findMount(mounts, 24)->deviceNumber, "8:1");
  CHECK(!findMount(mounts, 25) && !findMount(mounts, 2) && !findMount("", 24));
}

TEST("of the calls that may wait for a file system it is known which argument tells the file") {
  CHECK(findFileCall(SYS_write)->descriptor == 0 && findFileCall(SYS_write)->path < 0);
  CHECK(findFileCall(SYS_openat)->descriptor == 0 && findFileCall(SYS_openat)->path == 1);
  CHECK(findFileCall(-1) == nullptr && findFileCall(100000) == nullptr);
}

TEST("the load says how many tasks run, and nothing where it is cut or garbled") {
  EQUAL(parseRunning("0.10 0.20 0.30 3/1200 77\n").value_or(0), 3u);
  for (const char* text : {"", "0.1 0.2 0.3", "0.1 0.2 0.3 x/1 2", "0.1 0.2 0.3 3 2", "0.1 0.2 0.3 -1/5 2"}) {
    CHECK(!parseRunning(text));
  }
}
