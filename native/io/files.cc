#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <ctime>
#include <string_view>

#include "file.h"

namespace ntop {

namespace {

// More than any folder that is asked for holds.
constexpr size_t kMostNames = 1u << 16;

double millisecondsOf(const timespec& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

int look(const std::string& path, FileStatus& status) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return errno;
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  status = {file.st_mode, file.st_uid, file.st_rdev, millisecondsOf(file.st_atim), millisecondsOf(now)};
  return 0;
}

int list(const std::string& path, std::vector<std::string>& names) {
  const UniqueFd directory = openDirectory(AT_FDCWD, path.c_str());
  if (!directory) return errno;
  const int error = listNames(directory.get(), names);
  return error == 0 && names.size() > kMostNames ? E2BIG : error;
}

FileAnswer answer(const FileQuestion& question) {
  FileAnswer found;
  const std::string& path = question.path;
  switch (question.kind) {
    case FileQuestionKind::kRead:
      found.error = readFile(AT_FDCWD, path.c_str(), found.bytes, question.mostBytes);
      break;
    case FileQuestionKind::kList:
      found.error = list(path, found.names);
      break;
    case FileQuestionKind::kStat:
      found.error = look(path, found.status);
      break;
    case FileQuestionKind::kLink:
      found.error = readLink(AT_FDCWD, path.c_str(), found.bytes);
      break;
  }
  return found;
}

// Through the root of a process all that is mounted there may wait, and it is the same for all of its mount namespace.
std::string waitsFor(const std::string& path) {
  constexpr std::string_view kRoot = "/root/";
  const size_t root = path.find(kRoot);
  std::string space;
  const bool through = root != std::string::npos &&
                       readLink(AT_FDCWD, (path.substr(0, root) + "/ns/mnt").c_str(), space) == 0;
  return through ? "mounts " + space : "path " + path;
}

}  // namespace

std::vector<FileAnswer> askFiles(const std::vector<FileQuestion>& questions, const Patience& patience) {
  const auto shared = std::make_shared<const std::vector<FileQuestion>>(questions);
  const auto ask = [shared](size_t index) { return answer((*shared)[index]); };
  const auto waits = [shared](size_t index) { return waitsFor((*shared)[index].path); };
  std::vector<FileAnswer> answers;
  answers.reserve(questions.size());
  for (auto& found : askAside<FileAnswer>(questions.size(), ask, waits, patience)) {
    answers.push_back(found ? std::move(*found) : FileAnswer{ETIMEDOUT, {}, {}, {}});
  }
  return answers;
}

}  // namespace ntop
