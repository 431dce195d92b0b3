#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// proc_pid_smaps(5), and smaps_rollup, which is one mapping that stands for all.
namespace ntop::proc {

// In bytes; a figure that the kernel does not give is left open.
struct SmapsFigures {
  std::optional<uint64_t> size;
  std::optional<uint64_t> resident;
  std::optional<uint64_t> proportional;
  std::optional<uint64_t> sharedClean;
  std::optional<uint64_t> sharedDirty;
  std::optional<uint64_t> privateClean;
  std::optional<uint64_t> privateDirty;
  std::optional<uint64_t> privateHuge;  // huge pages of hugetlbfs, which no other figure counts
  std::optional<uint64_t> referenced;
  std::optional<uint64_t> anonymous;
  std::optional<uint64_t> swap;
  std::optional<uint64_t> swapProportional;

  // What is freed when the process ends: its private pages.
  std::optional<uint64_t> unique() const;
};

// The line that begins a mapping. The texts point into it.
struct MappingHead {
  std::string_view range;
  std::string_view permissions;
  std::string_view path;  // empty for anonymous memory; a newline in it reads \012
};
std::optional<MappingHead> parseMappingHead(std::string_view line);

// Adds a line such as "Pss: 4 kB" to the figure that it names. Other lines, and those without a number, add nothing.
void addSmapsLine(std::string_view line, SmapsFigures& figures);

// The figures of all mappings together; nothing when the text holds no mapping though it is not empty.
std::optional<SmapsFigures> sumSmaps(std::string_view text);

// The mappings of one file, or of one kind of memory that has none.
struct MappingGroup {
  std::string path;
  uint64_t mappings = 0;
  SmapsFigures figures;
};

// Adds up the mappings of each file. Takes the text in pieces, which may end anywhere, because it can be long.
class MappingGroups {
 public:
  void take(std::string_view piece);
  // Ends the last line. Groups come in the order they were met.
  std::vector<MappingGroup> finish();

 private:
  void takeLine(std::string_view line);
  size_t find(std::string_view path);

  std::vector<MappingGroup> groups_;
  std::unordered_map<std::string, size_t> byPath_;
  std::optional<size_t> current_;
  std::string cut_;  // the beginning of a line whose end is in the next piece
};

}  // namespace ntop::proc
