#pragma once

#include <string>

// A made up /proc in a directory of its own, which goes when the test ends.
class Fixture {
 public:
  Fixture();
  ~Fixture();
  Fixture(const Fixture&) = delete;

  const std::string& root() const { return root_; }

  // Writes a file, and the directories above it.
  void write(const std::string& path, const std::string& text);
  void remove(const std::string& path);

  // A process with one thread and nothing remarkable about it.
  void addProcess(int pid, int ppid, int startTicks, const std::string& name = "x");

 private:
  std::string root_;
};
