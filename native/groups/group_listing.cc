#include "group_listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <deque>
#include <set>

#include "../io/file.h"
#include "hierarchies.h"

namespace ntop {

namespace {

// What a directory without directories in it has as links, where directories count as links at all.
constexpr nlink_t kLeafLinks = 2;

bool mayHaveGroups(int directory) {
  struct stat status {};
  return fstat(directory, &status) == 0 && status.st_nlink != kLeafLinks;
}

// Names of the directories in a directory. Symbolic links are not followed.
std::vector<std::string> directoriesIn(UniqueFd directory) {
  std::vector<std::string> names;
  DIR* const entries = fdopendir(directory.get());
  if (entries == nullptr) return names;
  directory.release();
  while (const dirent* const entry = readdir(entries)) {
    const std::string name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") names.push_back(name);
  }
  closedir(entries);
  return names;
}

}  // namespace

std::vector<std::string> listGroups(const std::string& procRoot, const std::string& sysRoot, size_t most) {
  std::set<std::string> known;
  std::vector<std::string> found;
  for (const proc::CgroupMount& mount : findHierarchies(procRoot, sysRoot)) {
    const std::string root = mount.root == "/" ? "" : mount.root;
    std::deque<std::string> waiting{""};
    for (size_t looked = 0; !waiting.empty() && looked < most && found.size() < most; ++looked) {
      const std::string below = waiting.front();
      waiting.pop_front();
      const std::string path = root + below;
      if (known.insert(path.empty() ? "/" : path).second) found.push_back(path.empty() ? "/" : path);
      UniqueFd directory = openDirectory(AT_FDCWD, (mount.point + below).c_str());
      if (!directory || !mayHaveGroups(directory.get())) continue;
      for (const std::string& name : directoriesIn(std::move(directory))) waiting.push_back(below + "/" + name);
    }
  }
  return found;
}

}  // namespace ntop
