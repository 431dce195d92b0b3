#include "executable.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../io/aside.h"
#include "../io/file.h"

namespace ntop {

namespace {

constexpr char kRemark[] = " (deleted)";
constexpr size_t kRemarkLength = sizeof kRemark - 1;

bool isAt(int directory, const std::string& path, const struct stat& meant) {
  struct stat file {};
  if (fstatat(directory, path.c_str(), &file, 0) != 0) return false;
  return file.st_dev == meant.st_dev && file.st_ino == meant.st_ino;
}

// A path is checked only if needed, because its file system may never answer. Then the kernel's remark counts.
LinkedFile follow(int process, const char* link) {
  LinkedFile linked;
  linked.error = readLink(process, link, linked.path);
  if (linked.error != 0 || !endsWithRemark(linked.path)) return linked;
  const auto look = [shared = shareFile(process), link = std::string(link), path = linked.path] {
    return liesAt(shared->get(), shared->get(), link.c_str(), path);
  };
  if (askAside<bool>(look, "path " + linked.path).value_or(false)) return linked;
  linked.path = withoutRemark(linked.path);
  linked.deleted = true;
  return linked;
}

}  // namespace

bool endsWithRemark(const std::string& path) {
  return path.size() > kRemarkLength && path.compare(path.size() - kRemarkLength, kRemarkLength, kRemark) == 0;
}

std::string withoutRemark(const std::string& path) { return path.substr(0, path.size() - kRemarkLength); }

bool liesAt(int process, int directory, const char* link, const std::string& path) {
  struct stat meant {};
  if (fstatat(directory, link, &meant, 0) != 0) return false;
  if (isAt(AT_FDCWD, path, meant)) return true;
  // A process in a container has paths of its own.
  const UniqueFd root = openDirectory(process, "root");
  return root && path.size() > 1 && isAt(root.get(), path.substr(1), meant);
}

LinkedFile readExecutable(int process) { return follow(process, "exe"); }

LinkedFile readWorkingDirectory(int process) { return follow(process, "cwd"); }

bool isThere(const std::string& path, bool program) {
  const auto look = [path, program] {
    struct stat file {};
    if (stat(path.c_str(), &file) != 0) return false;
    return !program || (S_ISREG(file.st_mode) && access(path.c_str(), X_OK) == 0);
  };
  return askAside<bool>(look, "path " + path).value_or(false);
}

}  // namespace ntop
