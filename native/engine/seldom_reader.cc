#include "seldom_reader.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include "../io/aside.h"
#include "../proc/process_files.h"
#include "../proc/process_status.h"
#include "../process/awaited.h"

namespace ntop {

namespace {

// The most that the kernel lets arguments have, three quarters of what it calls _STK_LIM.
constexpr size_t kMostCommandLineBytes = 6u << 20;
constexpr size_t kMostBytes = 64u << 10;
// It lists a user's groups, of which there can be 65536.
constexpr size_t kMostStatusBytes = 1u << 20;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr Patience kPatience{0.1, 0.5};

bool isEnd(int error) { return error == ENOENT || error == ESRCH; }

double toDouble(std::optional<uint64_t> number) { return number ? static_cast<double>(*number) : kUnknown; }

size_t at(int slot) { return static_cast<size_t>(slot); }

// A text, or the errno that says why not.
struct FileText {
  int error = -1;  // not asked for
  std::string text;
};

FileText readText(const UniqueFd& proc, const std::string& path, size_t most, End end) {
  FileText file;
  file.error = readFile(proc.get(), path.c_str(), file.text, most, end);
  return file;
}

}  // namespace

// Readings of one process. The command line is read separately, because it waits for another lock.
struct SeldomReader::Question {
  int slot;
  Job job;
  std::string directory;
  std::string livingDirectory;
  std::string waitsFor;
};

struct SeldomReader::Answer {
  FileText line;
  FileText cgroup;
  FileText io;
  FileText status;
  FileText oomScore;
};

SeldomReader::SeldomReader(const UniqueFd& proc, ProcessTable& table, UserNames& userNames, ProcessReader& reader)
    : proc_(shareFile(proc.get())),
      table_(table),
      userNames_(userNames),
      reader_(reader) {}

void SeldomReader::ask(int slot, int parts, std::optional<int64_t> clock) {
  if (parts != 0) note(jobs_, slot, {table_.columns.serial[at(slot)], parts, clock});
}

void SeldomReader::note(std::map<int, Job>& jobs, int slot, const Job& job) {
  Job& noted = jobs[slot];
  noted = {job.serial, noted.serial == job.serial ? noted.parts | job.parts : job.parts, job.clock};
}

void SeldomReader::askAgain() {
  for (const auto& [slot, job] : std::exchange(unanswered_, {})) note(jobs_, slot, job);
}

void SeldomReader::work() {
  ioDenied_.resize(table_.room());
  const auto questions = std::make_shared<const std::vector<Question>>(takeQuestions());
  const auto askOne = [questions, proc = proc_](size_t index) { return answer((*questions)[index], *proc); };
  const auto waitsFor = [questions](size_t index) { return (*questions)[index].waitsFor; };
  const auto answers = askAside<Answer>(questions->size(), askOne, waitsFor, kPatience);
  for (size_t index = 0; index < answers.size(); ++index) store((*questions)[index], answers[index]);
  userNames_.lookUp();
}

// Processes that are already blocked come last, because they are most likely to give no answer.
std::vector<SeldomReader::Question> SeldomReader::takeQuestions() {
  const ProcessColumns& columns = table_.columns;
  std::vector<Question> questions;
  for (const auto& [slot, job] : std::exchange(jobs_, {})) {
    if (columns.serial[at(slot)] != job.serial) continue;
    const int32_t pid = columns.pid[at(slot)];
    const auto startTicks = static_cast<uint64_t>(columns.startTicks[at(slot)]);
    const auto add = [&](int parts, std::string waitsFor) {
      const Job part{job.serial, job.parts & parts, job.clock};
      if (part.parts == 0) return;
      questions.push_back({slot, part, reader_.directoryOf(slot), reader_.livingDirectoryOf(slot), std::move(waitsFor)});
    };
    const int withoutLine = kCgroup | kMemory | kOomScore | (ioDenied_[at(slot)] ? 0 : kIo);
    add(withoutLine, taskLockOf(pid, startTicks));
    add(kCommandLine, memoryLockOf(pid, startTicks));
  }
  std::stable_partition(questions.begin(), questions.end(),
                        [&](const Question& question) { return columns.state[at(question.slot)] != 'D'; });
  return questions;
}

SeldomReader::Answer SeldomReader::answer(const Question& question, const UniqueFd& proc) {
  const int parts = question.job.parts;
  Answer answer;
  if ((parts & kCommandLine) != 0) {
    answer.line = readText(proc, question.livingDirectory + "cmdline", kMostCommandLineBytes, End::kShortRead);
  }
  if ((parts & kCgroup) != 0) answer.cgroup = readText(proc, question.directory + "cgroup", kMostBytes, End::kShortRead);
  if ((parts & kIo) != 0) answer.io = readText(proc, question.directory + "io", kMostBytes, End::kShortRead);
  if ((parts & kOomScore) != 0) {
    answer.oomScore = readText(proc, question.livingDirectory + "oom_score", kMostBytes, End::kShortRead);
  }
  if ((parts & kMemory) != 0) {
    answer.status = readText(proc, question.livingDirectory + "status", kMostStatusBytes, End::kShortRead);
  }
  return answer;
}

void SeldomReader::store(const Question& question, const std::optional<Answer>& answer) {
  const auto& [slot, job, directory, livingDirectory, waitsFor] = question;
  const ProcessColumns& columns = table_.columns;
  if (columns.serial[at(slot)] != job.serial) return;
  if (!answer) {
    note(unanswered_, slot, job);
    if ((job.parts & kCommandLine) != 0) setLineUnknown(slot, table_.text(Text::kCommandLine, slot).empty());
    return;
  }
  const bool isProcess = columns.pid[at(slot)] == columns.threadGroupId[at(slot)];
  if (job.clock && isProcess && !reader_.isStill(slot, *job.clock)) return;
  if (answer->line.error == 0) table_.setText(Text::kCommandLine, slot, answer->line.text);
  if ((job.parts & kCommandLine) != 0) setLineUnknown(slot, answer->line.error != 0 && !isEnd(answer->line.error));
  if (answer->cgroup.error == 0) table_.setCgroups(slot, answer->cgroup.text);
  if ((job.parts & kIo) != 0) storeIo(slot, *answer);
  if ((job.parts & kMemory) != 0) storeMemory(slot, *answer);
  if ((job.parts & kOomScore) != 0) storeOomScore(slot, *answer);
}

void SeldomReader::setLineUnknown(int slot, bool unknown) {
  uint8_t& column = table_.columns.commandUnknown[at(slot)];
  if (column == (unknown ? 1 : 0)) return;
  column = unknown ? 1 : 0;
  table_.markRow(slot);
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
  for (int slot = 0; slot < table_.slots(); ++slot) table_.clearCgroups(slot);
}

void SeldomReader::storeIo(int slot, const Answer& answer) {
  const int error = answer.io.error;
  ioDenied_[at(slot)] = ioDenied_[at(slot)] || error == EACCES || error == EPERM;
  const proc::ProcessIo io = error == 0 ? proc::parseProcessIo(answer.io.text) : proc::ProcessIo();
  table_.columns.readBytes[at(slot)] = toDouble(io.readBytes);
  table_.columns.writeBytes[at(slot)] = toDouble(io.writeBytes);
  table_.markRow(slot);
}

void SeldomReader::storeMemory(int slot, const Answer& answer) {
  ProcessColumns& columns = table_.columns;
  const bool isRead = answer.status.error == 0;
  const proc::ProcessStatus status = isRead ? proc::parseProcessStatus(answer.status.text) : proc::ProcessStatus();
  // The lines are missing where there is no memory.
  const bool hasNone = (columns.flags[at(slot)] & proc::kKernelThread) != 0 || columns.state[at(slot)] == 'Z';
  columns.swapBytes[at(slot)] = isRead && hasNone ? 0 : toDouble(status.swapped) * 1024;
  columns.peakResidentBytes[at(slot)] = toDouble(status.residentPeak) * 1024;
  table_.markRow(slot);
}

void SeldomReader::storeOomScore(int slot, const Answer& answer) {
  table_.columns.oomScore[at(slot)] =
      answer.oomScore.error == 0 ? toDouble(proc::parseOomScore(answer.oomScore.text)) : kUnknown;
  table_.markRow(slot);
}

}  // namespace ntop
