#include "executable.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "../io/file.h"

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

LinkedFile follow(int process, const char* link) {
  LinkedFile linked;
  linked.error = readLink(process, link, linked.path);
  if (linked.error != 0) return linked;
  struct stat meant {};
  const bool known = fstatat(process, link, &meant, 0) == 0;
  const Found found = known ? lookAround(process, linked.path, meant) : Found::kNothing;
  const bool remark = endsWithDeleted(linked.path);
  // A file may really have such a name.
  if (remark && found != Found::kSame) linked.path.resize(linked.path.size() - (sizeof kDeleted - 1));
  linked.deleted = found == Found::kOther || (remark && found != Found::kSame);
  return linked;
}

}  // namespace

LinkedFile readExecutable(int process) { return follow(process, "exe"); }

LinkedFile readWorkingDirectory(int process) { return follow(process, "cwd"); }

}  // namespace ntop
