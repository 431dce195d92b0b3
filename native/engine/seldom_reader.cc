#include "seldom_reader.h"

#include <algorithm>
#include <cerrno>
#include <limits>

#include "../proc/process_files.h"
#include "../proc/process_status.h"

namespace ntop {

namespace {

// As much as the kernel lets arguments have by default.
constexpr size_t kMostCommandLineBytes = 2u << 20;
constexpr size_t kMostBytes = 64u << 10;
// It lists a user's groups, of which there can be 65536.
constexpr size_t kMostStatusBytes = 1u << 20;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double toDouble(std::optional<uint64_t> number) { return number ? static_cast<double>(*number) : kUnknown; }

size_t at(int slot) { return static_cast<size_t>(slot); }

}  // namespace

void SeldomReader::ask(int slot, int parts, std::optional<int64_t> clock) {
  if (parts != 0) jobs_.push_back({slot, table_.columns.serial[at(slot)], parts, clock});
}

void SeldomReader::work() {
  ioDenied_.resize(table_.room());
  for (const Job& job : jobs_) {
    if (table_.columns.serial[at(job.slot)] == job.serial) read(job);
  }
  jobs_.clear();
  userNames_.lookUp();
}

void SeldomReader::forgetDenial(int slot) {
  if (at(slot) < ioDenied_.size()) ioDenied_[at(slot)] = false;
}

void SeldomReader::clearIo() {
  for (int slot = 0; slot < table_.slots(); ++slot) {
    table_.columns.readBytes[at(slot)] = kUnknown;
    table_.columns.writeBytes[at(slot)] = kUnknown;
    table_.markRow(slot);
  }
}

void SeldomReader::clearMemory() {
  for (int slot = 0; slot < table_.slots(); ++slot) {
    table_.columns.swapBytes[at(slot)] = kUnknown;
    table_.columns.peakResidentBytes[at(slot)] = kUnknown;
    table_.columns.oomScore[at(slot)] = kUnknown;
    table_.markRow(slot);
  }
}

void SeldomReader::clearCgroups() {
  for (int slot = 0; slot < table_.slots(); ++slot) table_.setText(Text::kCgroup, slot, {});
}

void SeldomReader::read(const Job& job) {
  const ProcessColumns& columns = table_.columns;
  const int32_t id = columns.pid[at(job.slot)];
  const int32_t leader = columns.threadGroupId[at(job.slot)];
  directory_ = std::to_string(leader) + "/";
  if (id != leader) directory_ += "task/" + std::to_string(id) + "/";

  const bool hasLine =
      (job.parts & kCommandLine) != 0 && readText("cmdline", kMostCommandLineBytes, line_, End::kShortRead);
  const bool hasCgroup = (job.parts & kCgroup) != 0 && readText("cgroup", kMostBytes, cgroup_, End::kEmptyRead);
  const int ioError = (job.parts & kIo) == 0 || ioDenied_[at(job.slot)]
                          ? -1
                          : readRecord(proc_.get(), path_.assign(directory_).append("io").c_str(), io_);
  const bool hasMemory = (job.parts & kMemory) != 0 && readMemory();
  if (job.clock && id == leader && !reader_.isStill(job.slot, *job.clock)) return;

  if (hasLine) table_.setText(Text::kCommandLine, job.slot, line_);
  if (hasCgroup) table_.setText(Text::kCgroup, job.slot, proc::parseCgroup(cgroup_));
  if ((job.parts & kIo) != 0) storeIo(job.slot, ioError);
  if ((job.parts & kMemory) != 0) storeMemory(job.slot, hasMemory);
}

void SeldomReader::storeIo(int slot, int error) {
  ioDenied_[at(slot)] = ioDenied_[at(slot)] || error == EACCES || error == EPERM;
  const proc::ProcessIo io = error == 0 ? proc::parseProcessIo(io_) : proc::ProcessIo();
  table_.columns.readBytes[at(slot)] = toDouble(io.readBytes);
  table_.columns.writeBytes[at(slot)] = toDouble(io.writeBytes);
  table_.markRow(slot);
}

bool SeldomReader::readMemory() {
  const bool scored = readText("oom_score", kMostBytes, oomScore_, End::kShortRead);
  if (!scored) oomScore_.clear();
  return readText("status", kMostStatusBytes, status_, End::kShortRead);
}

void SeldomReader::storeMemory(int slot, bool read) {
  ProcessColumns& columns = table_.columns;
  const proc::ProcessStatus status = read ? proc::parseProcessStatus(status_) : proc::ProcessStatus();
  // The lines are missing where there is no memory.
  const bool hasNone = (columns.flags[at(slot)] & proc::kKernelThread) != 0 || columns.state[at(slot)] == 'Z';
  columns.swapBytes[at(slot)] = read && hasNone ? 0 : toDouble(status.swapped) * 1024;
  columns.peakResidentBytes[at(slot)] = toDouble(status.residentPeak) * 1024;
  columns.oomScore[at(slot)] = toDouble(proc::parseOomScore(oomScore_));
  table_.markRow(slot);
}

bool SeldomReader::readText(const char* file, size_t most, std::string& text, End end) {
  return readFile(proc_.get(), path_.assign(directory_).append(file).c_str(), text, most, end) == 0;
}

}  // namespace ntop
