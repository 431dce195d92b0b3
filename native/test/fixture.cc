#include "fixture.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace files = std::filesystem;

Fixture::Fixture() {
  std::string name = (files::temp_directory_path() / "ntop-test-XXXXXX").string();
  root_ = mkdtemp(name.data());
}

Fixture::~Fixture() { files::remove_all(root_); }

void Fixture::write(const std::string& path, const std::string& text) {
  const files::path file = files::path(root_) / path;
  files::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

void Fixture::remove(const std::string& path) { files::remove_all(files::path(root_) / path); }

void Fixture::addProcess(int pid, int ppid, int startTicks, const std::string& name) {
  const std::string id = std::to_string(pid);
  write(id + "/stat", id + " (" + name + ") S " + std::to_string(ppid) + " 1 1 0 -1 0 0 0 0 0 100 50 0 0 20 0 1 0 " +
                          std::to_string(startTicks) + " 4096 10 0");
  write(id + "/statm", "1 20 5 0 0 0 0\n");
  write(id + "/cmdline", name + std::string(1, '\0'));
}
