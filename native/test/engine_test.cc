#include "../engine/engine.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <set>

#include "fixture.h"
#include "harness.h"

using ntop::Engine;
using ntop::Text;

namespace {

size_t slotOf(Engine& engine, int pid) {
  const int slot = engine.table().find(pid);
  CHECK(slot >= 0);
  return slot < 0 ? 0 : static_cast<size_t>(slot);
}

double serialOf(Engine& engine, int pid) { return engine.table().columns.serial[slotOf(engine, pid)]; }

}  // namespace

TEST("a process keeps its slot and serial for life, and a free slot is used again under another serial") {
  Fixture proc;
  for (const int pid : {1, 2, 3}) proc.addProcess(pid, 0, 100 + pid);
  Engine engine(proc.root(), proc.root());
  EQUAL(engine.sample({}), "");
  const size_t slot = slotOf(engine, 2);
  const double serial = serialOf(engine, 2);
  const double third = serialOf(engine, 3);

  proc.remove("2");
  EQUAL(engine.sample({}), "");
  EQUAL(engine.table().find(2), -1);
  EQUAL(engine.table().count(), 2);
  EQUAL(serialOf(engine, 3), third);

  proc.addProcess(9, 0, 500);
  EQUAL(engine.sample({}), "");
  EQUAL(slotOf(engine, 9), slot);
  CHECK(serialOf(engine, 9) != serial && serialOf(engine, 9) > third);
}

TEST("a PID with another start time is another process") {
  Fixture proc;
  proc.addProcess(7, 0, 100, "old");
  Engine engine(proc.root(), proc.root());
  engine.sample({});
  const double serial = serialOf(engine, 7);
  proc.addProcess(7, 0, 101, "new");
  engine.sample({});
  CHECK(serialOf(engine, 7) != serial);
  EQUAL(engine.table().text(Text::kName, static_cast<int>(slotOf(engine, 7))), "new");
  EQUAL(engine.table().text(Text::kCommandLine, static_cast<int>(slotOf(engine, 7))), std::string("new\0", 4));
  EQUAL(engine.table().count(), 1);
}

TEST("a garbled stat keeps the row as it was") {
  Fixture proc;
  proc.addProcess(7, 0, 100);
  Engine engine(proc.root(), proc.root());
  engine.sample({});
  const double serial = serialOf(engine, 7);
  for (const char* text : {"", "7 (x", "7 (x) S 1 1", "\xff\xff"}) {
    proc.write("7/stat", text);
    engine.sample({});
    EQUAL(serialOf(engine, 7), serial);
  }
}

TEST("missing files leave their figures unknown, never zero") {
  Fixture proc;
  proc.addProcess(7, 0, 100);
  proc.remove("7/statm");
  proc.remove("7/cmdline");
  Engine engine(proc.root(), proc.root());
  engine.sample({true, true, true, {}});
  const auto& columns = engine.table().columns;
  const size_t slot = slotOf(engine, 7);
  EQUAL(columns.residentBytes[slot], 10.0 * static_cast<double>(sysconf(_SC_PAGESIZE)));
  CHECK(std::isnan(columns.sharedBytes[slot]) && std::isnan(columns.readBytes[slot]));
}

TEST("a directory without proc is one sentence that names it") {
  Fixture empty;
  CHECK(Engine(empty.root(), "/sys").sample({}).find(empty.root()) != std::string::npos);
  CHECK(Engine(empty.root() + "/none", "/sys").sample({}).find("/none") != std::string::npos);
}

TEST("pipes and devices in a made up /proc are not waited for, and unknown") {
  Fixture proc;
  for (const int pid : {1, 2}) proc.addProcess(pid, 0, 10 + pid);
  for (const char* file : {"stat", "meminfo", "loadavg", "uptime", "2/cmdline", "2/statm", "2/cgroup", "2/io"}) {
    proc.remove(file);
    const std::string path = proc.root() + "/" + file;
    if (file[0] == '2') {
      EQUAL(symlink("/dev/zero", path.c_str()), 0);
    } else {
      EQUAL(mkfifo(path.c_str(), 0600), 0);
    }
  }
  Engine engine(proc.root(), "/nowhere");
  ntop::Needs needs;
  needs.io = needs.cgroup = needs.memory = needs.threads = true;
  EQUAL(engine.sample(needs), "");
  CHECK(engine.table().find(1) >= 0 && engine.table().find(2) >= 0);
}

TEST("threads have rows while they are asked for, with times of their own and their process's memory") {
  Fixture proc;
  proc.addProcess(7, 0, 100, "main");
  proc.write("7/stat", "7 (main) S 0 1 1 0 -1 0 0 0 0 0 100 50 0 0 20 0 2 0 100 4096 10 0");
  proc.write("7/task/7/stat", "7 (main) S 0 1 1 0 -1 0 0 0 0 0 60 30 0 0 20 0 2 0 100 4096 10 0");
  proc.write("7/task/8/stat", "8 (worker) R 0 1 1 0 -1 0 0 0 0 0 40 20 0 0 20 0 2 0 105 4096 10 0");
  Engine engine(proc.root(), proc.root());
  engine.sample({});
  EQUAL(engine.table().count(), 1);
  engine.sample({false, false, true, {}});
  EQUAL(engine.table().count(), 2);
  const auto& columns = engine.table().columns;
  const size_t thread = slotOf(engine, 8);
  EQUAL(columns.threadGroupId[thread], 7);
  EQUAL(columns.cpuSeconds[thread], 60.0 / static_cast<double>(sysconf(_SC_CLK_TCK)));
  EQUAL(columns.residentBytes[thread], columns.residentBytes[slotOf(engine, 7)]);
  engine.sample({});
  EQUAL(engine.table().count(), 1);
}

TEST("a process whose first thread has ended while others go on lives, with what a living thread tells") {
  Fixture proc;
  proc.addProcess(7, 0, 100);
  const auto stat = [](int id, char state, const char* memory) {
    return std::to_string(id) + " (server) " + state + " 0 1 1 0 -1 0 0 0 0 0 100 50 0 0 20 0 3 0 100 " + memory;
  };
  proc.write("7/stat", stat(7, 'Z', "0 0 0"));
  proc.write("7/statm", "0 0 0 0 0 0 0\n");
  proc.write("7/cmdline", "");
  proc.write("7/task/7/stat", stat(7, 'Z', "0 0 0"));
  proc.write("7/task/8/stat", stat(8, 'S', "4096000 100 0"));
  proc.write("7/task/9/stat", stat(9, 'R', "4096000 100 0"));
  for (const char* thread : {"8", "9"}) {
    const std::string directory = std::string("7/task/") + thread;
    proc.write(directory + "/statm", "1000 100 5 0 0 0 0\n");
    proc.write(directory + "/cmdline", std::string("server\0--port\0", 14));
    proc.write(directory + "/status", "VmHWM:\t 800 kB\nVmSwap:\t 4 kB\n");
  }
  Engine engine(proc.root(), proc.root());
  ntop::Needs needs;
  needs.memory = true;
  engine.sample(needs);
  const auto& columns = engine.table().columns;
  const size_t slot = slotOf(engine, 7);
  EQUAL(static_cast<char>(columns.state[slot]), 'R');
  EQUAL(columns.virtualBytes[slot], 4096000.0);
  EQUAL(columns.residentBytes[slot], 100.0 * static_cast<double>(sysconf(_SC_PAGESIZE)));
  EQUAL(columns.swapBytes[slot], 4096.0);
  EQUAL(columns.peakResidentBytes[slot], 800.0 * 1024);
  EQUAL(engine.table().text(Text::kCommandLine, static_cast<int>(slot)), std::string("server\0--port\0", 14));

  proc.write("7/stat", stat(7, 'Z', "0 0 0").replace(stat(7, 'Z', "0 0 0").find(" 3 0 100"), 2, " 1"));
  engine.sample(needs);
  EQUAL(static_cast<char>(columns.state[slot]), 'Z');
  EQUAL(columns.residentBytes[slot], 0.0);
}

TEST("a record is read to its end, however long it is") {
  Fixture proc;
  std::string groups;
  for (int group = 0; group < 700; ++group) groups += std::to_string(1000000000 + group) + " ";
  const std::string status = "Groups:\t" + groups + "\nVmHWM:\t 800 kB\nVmSwap:\t 4 kB\n";
  for (const size_t size : {size_t{0}, size_t{4095}, size_t{4096}, size_t{4097}, size_t{8192}, size_t{300000}}) {
    std::string text;
    proc.write("record", std::string(size, 'x'));
    EQUAL(ntop::readRecord(AT_FDCWD, (proc.root() + "/record").c_str(), text), 0);
    EQUAL(text.size(), size);
  }
  proc.addProcess(7, 0, 100);
  proc.write("7/status", status);
  Engine engine(proc.root(), proc.root());
  ntop::Needs needs;
  needs.memory = true;
  engine.sample(needs);
  EQUAL(engine.table().columns.swapBytes[slotOf(engine, 7)], 4096.0);
}

TEST("running out of descriptors is nobody's death") {
  Fixture proc;
  for (int pid = 1; pid <= 20; ++pid) proc.addProcess(pid, 0, pid);
  Engine engine(proc.root(), proc.root());
  engine.sample({});
  const double serial = serialOf(engine, 5);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{3, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  const std::string failure = engine.sample({});
  setrlimit(RLIMIT_NOFILE, &before);
  EQUAL(failure, "");
  EQUAL(engine.table().count(), 20);
  EQUAL(serialOf(engine, 5), serial);
  engine.sample({});
  EQUAL(serialOf(engine, 5), serial);
}

TEST("a command line is read again for a row on the screen, and for others within thirty samples") {
  Fixture proc;
  proc.addProcess(7, 0, 100, "title");
  Engine engine(proc.root(), proc.root());
  engine.sample({});
  const auto slot = static_cast<int>(slotOf(engine, 7));
  proc.write("7/cmdline", "visible");
  engine.sample({false, false, false, {slot, -1, 99999}});
  EQUAL(engine.table().text(Text::kCommandLine, slot), "visible");
  proc.write("7/cmdline", "hidden");
  for (int sample = 0; sample < 30; ++sample) engine.sample({});
  EQUAL(engine.table().text(Text::kCommandLine, slot), "hidden");
}

TEST("texts are told once, when they change, and a freed slot loses its own") {
  Fixture proc;
  proc.addProcess(7, 0, 100, "gone");
  Engine engine(proc.root(), proc.root());
  engine.sample({});
  engine.table().changed(Text::kName).clear();
  engine.sample({});
  CHECK(engine.table().changed(Text::kName).empty());
  proc.remove("7");
  proc.write("stat", "cpu 1 2 3 4\n");
  engine.sample({});
  EQUAL(engine.table().changed(Text::kName).size(), 1u);
  EQUAL(engine.table().text(Text::kName, 0), "");
}

TEST("the real /proc can be read over and over while processes come and go") {
  Engine engine("/proc", "/sys");
  std::set<double> serials;
  for (int round = 0; round < 30; ++round) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    EQUAL(engine.sample({true, true, round % 2 == 0, {0, 1, 2}}), "");
    const int slot = engine.table().find(child);
    if (slot >= 0) CHECK(serials.insert(engine.table().columns.serial[static_cast<size_t>(slot)]).second);
    waitpid(child, nullptr, 0);
  }
  const auto& columns = engine.table().columns;
  const size_t own = slotOf(engine, getpid());
  EQUAL(columns.ppid[own], getppid());
  EQUAL(columns.uid[own], geteuid());
  CHECK(columns.residentBytes[own] > 0 && columns.sharedBytes[own] > 0);
  CHECK(engine.system().stat.total && engine.system().memory && engine.system().uptimeSeconds);
}
