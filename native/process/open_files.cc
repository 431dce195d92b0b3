#include "open_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "../io/file.h"
#include "../proc/fields.h"
#include "../proc/process_files.h"

namespace ntop {

namespace {

constexpr size_t kMostInfoBytes = 1u << 20;

const char* kindOf(int files, const std::string& name, const std::string& path) {
  if (proc::startsWith(path, "socket:")) return "socket";
  if (proc::startsWith(path, "pipe:")) return "pipe";
  if (path.empty() || path[0] != '/') return "anonymous";
  struct stat file {};
  if (fstatat(files, name.c_str(), &file, 0) != 0) return "unknown";
  switch (file.st_mode & S_IFMT) {
    case S_IFREG:
      return "regular";
    case S_IFDIR:
      return "directory";
    case S_IFCHR:
    case S_IFBLK:
      return "device";
    case S_IFIFO:
      return "pipe";
    case S_IFSOCK:
      return "socket";
    default:
      return "unknown";
  }
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

}  // namespace

int readOpenFiles(int process, size_t most, std::vector<OpenFile>& openFiles) {
  const UniqueFd files = openDirectory(process, "fd");
  if (!files) return errno;
  std::vector<int32_t> numbers;
  const int error = listNumbers(files.get(), numbers, most);
  std::string text;
  for (const int32_t number : numbers) {
    const std::string name = std::to_string(number);
    OpenFile file;
    file.fd = number;
    if (readLink(files.get(), name.c_str(), file.path) != 0) continue;
    file.kind = kindOf(files.get(), name, file.path);
    const bool told = readFile(process, ("fdinfo/" + name).c_str(), text, kMostInfoBytes) == 0;
    const proc::FdInfo info = told ? proc::parseFdInfo(text) : proc::FdInfo();
    file.mode = modeOf(info.flags);
    file.flags = info.flags;
    // Elsewhere a position is always 0 and means nothing.
    const std::string_view kind = file.kind;
    if (kind == "regular" || kind == "device") file.position = info.position;
    openFiles.push_back(std::move(file));
  }
  return error;
}

}  // namespace ntop
