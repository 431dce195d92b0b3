#include "../proc/mapped_files.h"

#include "harness.h"

using namespace ntop::proc;

TEST("of mappings those are read whose file is said to be deleted, each file once") {
  const auto files = parseDeletedMappings(
      "00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/a (deleted)\n"
      "00651000-00652000 r--p 00051000 08:02 173521      /usr/bin/a (deleted)\n"
      "7f0000000000-7f0000001000 rw-s 00000000 fd:1f 99  /var/x y (deleted)\n"
      "7f0000002000-7f0000003000 rw-s 00000000 fd:1f 98  /var/there\n"
      "7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0   [stack] (deleted)\n"
      "zz-1 r 0 1:1 5 /a (deleted)\n"
      "1-2 r 0 1 5 /a (deleted)\n"
      " (deleted)\n");
  EQUAL(files.size(), 2u);
  if (files.size() != 2) return;
  CHECK(files[0].range == "400000-452000" && files[0].major == 8 && files[0].minor == 2 && files[0].inode == 173521);
  CHECK(files[1].range == "7f0000000000-7f0000001000" && files[1].major == 0xfd && files[1].minor == 0x1f);
}
