#include "executable.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "file.h"

namespace ntop {

namespace {

constexpr char kDeleted[] = " (deleted)";

// What lies at a path: not there, the file meant, or another one.
enum class Found { kNothing, kSame, kOther };

Found lookAt(int directory, const std::string& path, const struct stat& meant) {
  struct stat file {};
  if (fstatat(directory, path.c_str(), &file, 0) != 0) return Found::kNothing;
  return file.st_dev == meant.st_dev && file.st_ino == meant.st_ino ? Found::kSame : Found::kOther;
}

// A process in a container has paths of its own, so what our view of the path lacks is looked for in its root.
Found lookAround(int process, const std::string& path, const struct stat& meant) {
  const Found here = lookAt(AT_FDCWD, path, meant);
  if (here == Found::kSame) return here;
  const UniqueFd root = openDirectory(process, "root");
  const Found inside = root && path.size() > 1 ? lookAt(root.get(), path.substr(1), meant) : Found::kNothing;
  return inside == Found::kNothing ? here : inside;
}

bool endsWithDeleted(const std::string& path) {
  constexpr size_t length = sizeof kDeleted - 1;
  return path.size() > length && path.compare(path.size() - length, length, kDeleted) == 0;
}

}  // namespace

Executable readExecutable(int process) {
  Executable executable;
  executable.error = readLink(process, "exe", executable.path);
  if (executable.error != 0) return executable;
  struct stat running {};
  const bool known = fstatat(process, "exe", &running, 0) == 0;
  const Found found = known ? lookAround(process, executable.path, running) : Found::kNothing;
  const bool remark = endsWithDeleted(executable.path);
  // A file may really have such a name.
  if (remark && found != Found::kSame) executable.path.resize(executable.path.size() - (sizeof kDeleted - 1));
  executable.deleted = found == Found::kOther || (remark && found != Found::kSame);
  return executable;
}

}  // namespace ntop
