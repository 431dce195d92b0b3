#include "open_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "../io/aside.h"
#include "../io/file.h"
#include "../proc/fields.h"
#include "../proc/process_files.h"
#include "executable.h"

namespace ntop {

namespace {

constexpr size_t kMostInfoBytes = 1u << 20;
constexpr Patience kPatience{0.2, 1};

constexpr std::string_view kRegular = "regular";
constexpr std::string_view kDevice = "device";

const char* kindOf(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return kRegular.data();
    case S_IFDIR:
      return "directory";
    case S_IFCHR:
    case S_IFBLK:
      return kDevice.data();
    case S_IFIFO:
      return "pipe";
    case S_IFSOCK:
      return "socket";
    default:
      return "unknown";
  }
}

// What its path alone says; null when the file has to be asked.
const char* kindOf(const std::string& path) {
  if (proc::startsWith(path, "socket:")) return "socket";
  if (proc::startsWith(path, "pipe:")) return "pipe";
  return path.empty() || path[0] != '/' ? "anonymous" : nullptr;
}

const char* modeOf(std::optional<uint32_t> flags) {
  if (!flags || (*flags & O_PATH) != 0) return "";
  switch (*flags & O_ACCMODE) {
    case O_RDONLY:
      return "r";
    case O_WRONLY:
      return "w";
    default:
      return "rw";
  }
}

// A file that has to be asked, and what it may wait for.
struct Question {
  size_t place;
  std::string link;
  std::string path;
  std::string waitsFor;
};

struct Answer {
  const char* kind = "unknown";
  bool deleted = false;
};

Answer ask(int process, int files, const Question& question) {
  struct stat file {};
  if (fstatat(files, question.link.c_str(), &file, 0) != 0) return {};
  Answer answer;
  answer.kind = kindOf(file.st_mode);
  // Another name of the file may be left.
  answer.deleted = endsWithRemark(question.path) &&
                   (file.st_nlink == 0 || !liesAt(process, files, question.link.c_str(), question.path));
  return answer;
}

std::string awaitedBy(const std::string& path, const proc::FdInfo& info) {
  return info.mountId ? "mount " + std::to_string(*info.mountId) : "path " + path;
}

// Asks the file systems, any of which may not answer.
void askFiles(int process, int files, std::vector<Question> asked, std::vector<OpenFile>& found) {
  const auto questions = std::make_shared<const std::vector<Question>>(std::move(asked));
  const auto askOne = [questions, process = shareFile(process), files = shareFile(files)](size_t index) {
    return ask(process->get(), files->get(), (*questions)[index]);
  };
  const auto waitsFor = [questions](size_t index) { return (*questions)[index].waitsFor; };
  const auto answers = askAside<Answer>(questions->size(), askOne, waitsFor, kPatience);
  for (size_t index = 0; index < answers.size(); ++index) {
    OpenFile& file = found[(*questions)[index].place];
    file.answers = answers[index].has_value();
    file.kind = file.answers ? answers[index]->kind : "unknown";
    file.deleted = file.answers ? answers[index]->deleted : endsWithRemark(file.path);
    if (file.deleted) file.path = withoutRemark(file.path);
  }
}

// Elsewhere a position is always 0 and means nothing.
bool hasPosition(const OpenFile& file) { return file.kind == kRegular || file.kind == kDevice || !file.answers; }

}  // namespace

int readOpenFiles(int process, size_t most, OpenFiles& openFiles) {
  const UniqueFd files = openDirectory(process, "fd");
  if (!files) return errno;
  std::vector<int32_t> numbers;
  const int error = listNumbers(files.get(), numbers);
  openFiles.total = numbers.size();
  if (numbers.size() > most) numbers.resize(most);
  std::vector<Question> questions;
  std::string text;
  for (const int32_t number : numbers) {
    const std::string link = std::to_string(number);
    OpenFile file;
    file.fd = number;
    if (readLink(files.get(), link.c_str(), file.path) != 0) continue;
    const bool isRead = readFile(process, ("fdinfo/" + link).c_str(), text, kMostInfoBytes) == 0;
    const proc::FdInfo info = isRead ? proc::parseFdInfo(text) : proc::FdInfo();
    file.mode = modeOf(info.flags);
    file.flags = info.flags;
    file.position = info.position;
    const char* const kind = kindOf(file.path);
    if (kind != nullptr) file.kind = kind;
    if (kind == nullptr) questions.push_back({openFiles.files.size(), link, file.path, awaitedBy(file.path, info)});
    openFiles.files.push_back(std::move(file));
  }
  askFiles(process, files.get(), std::move(questions), openFiles.files);
  for (OpenFile& file : openFiles.files) {
    if (!hasPosition(file)) file.position.reset();
  }
  return error;
}

}  // namespace ntop
