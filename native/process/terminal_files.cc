#include "terminal_files.h"

#include <sys/stat.h>

#include "../io/aside.h"

namespace ntop {

namespace {

constexpr Patience kPatience{0.2, 1};

std::optional<TerminalFile> look(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0 || !S_ISCHR(file.st_mode)) return {};
  const auto seconds = static_cast<double>(file.st_atim.tv_sec);
  return TerminalFile{file.st_rdev, file.st_uid, seconds * 1e3 + static_cast<double>(file.st_atim.tv_nsec) / 1e6};
}

}  // namespace

std::vector<std::optional<TerminalFile>> readTerminalFiles(const std::vector<std::string>& paths) {
  using Found = std::optional<TerminalFile>;
  const auto shared = std::make_shared<const std::vector<std::string>>(paths);
  const auto ask = [shared](size_t index) { return look((*shared)[index]); };
  const auto waitsFor = [shared](size_t index) { return "path " + (*shared)[index]; };
  std::vector<Found> files;
  for (const auto& answer : askAside<Found>(paths.size(), ask, waitsFor, kPatience)) files.push_back(answer.value_or(Found()));
  return files;
}

}  // namespace ntop
