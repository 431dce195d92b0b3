#include "../proc/smaps.h"

#include "garbage.h"
#include "harness.h"

using namespace ntop::proc;

namespace {

const std::string kHead = "55d74f01f000-55d74f021000 r--p 00000000 fe:00 260386                     ";
const std::string kTail = "VmFlags: rd mr mw me\n";

std::string mapping(const std::string& path, const std::string& lines) { return kHead + path + "\n" + lines + kTail; }

std::vector<MappingGroup> group(const std::string& text, size_t pieceBytes = SIZE_MAX) {
  MappingGroups groups;
  for (size_t at = 0; at < text.size(); at += std::min(pieceBytes, text.size() - at)) {
    groups.take(std::string_view(text).substr(at, pieceBytes));
  }
  return groups.finish();
}

}  // namespace

TEST("unique memory is what is private, huge pages included") {
  const auto sum = sumSmaps(mapping("", "Rss: 9 kB\nPss: 3 kB\nPrivate_Clean: 6 kB\nPrivate_Dirty: 7 kB\n") +
                            mapping("/a", "Private_Hugetlb: 1 kB\nSwap: 15 kB\nPss: 0 kB\n"));
  CHECK(sum && sum->unique() == 14 * 1024 && sum->proportional == 3 * 1024 && sum->swap == 15 * 1024);
}

TEST("a figure that no mapping gives stays unknown") {
  const auto sum = sumSmaps(mapping("/a", "Size: 4 kB\nPss:\nPrivate_Clean: x kB\nPrivate_Dirty: 1 kB\nSwap: -1 kB\n"));
  CHECK(sum && sum->size == 4096 && !sum->proportional && !sum->unique() && !sum->swap);
}

TEST("an empty file says that there is no memory, a garbled one nothing") {
  EQUAL(sumSmaps("")->unique().value_or(1), 0u);
  for (const char* text : {"\n", "Pss: 4 kB\n", "x-y r--p\nPss: 4 kB\n", "Zm9v\n"}) CHECK(!sumSmaps(text));
}

TEST("a path may hold blanks and colons, and end in them") {
  for (const char* path : {"/a b  c", "/Pss: 5 kB", "/a (deleted)", "[anon: x]", "/x ", "/new\\012line", ""}) {
    const std::string line = kHead + path;
    const auto head = parseMappingHead(line);
    CHECK(head && head->path == path && head->permissions == "r--p");
  }
  CHECK(!parseMappingHead("Pss: 4 kB") && !parseMappingHead("") && !parseMappingHead("12- r--p"));
  CHECK(parseMappingHead("0-1") && parseMappingHead("0-1")->path.empty());
}

TEST("mappings of the same file are added up, anonymous ones together") {
  const std::string text = mapping("/lib", "Rss: 1 kB\n") + mapping("", "Rss: 2 kB\n") + mapping("/lib", "Rss: 4 kB\n") +
                           mapping("", "Rss: 8 kB\n") + mapping("[heap]", "Rss: 16 kB\n");
  for (const size_t bytes : {SIZE_MAX, size_t{1}, size_t{7}, size_t{64}}) {
    const auto groups = group(text, bytes);
    EQUAL(groups.size(), 3u);
    if (groups.size() != 3) continue;
    CHECK(groups[0].path == "/lib" && groups[0].mappings == 2 && groups[0].figures.resident == 5 * 1024);
    CHECK(groups[1].path.empty() && groups[1].mappings == 2 && groups[1].figures.resident == 10 * 1024);
    CHECK(groups[2].path == "[heap]" && groups[2].figures.resident == 16 * 1024);
  }
}

TEST("a text that ends within a line loses no more than that line") {
  const auto groups = group(mapping("/a", "Rss: 1 kB\n") + kHead + "/b\nRss: 2 kB\nPss: 3");
  CHECK(groups.size() == 2 && groups[1].figures.resident == 2048 && groups[1].figures.proportional == 3 * 1024);
}

TEST("thousands of files end up as others, and nothing is lost of their sum") {
  std::string text;
  for (int file = 0; file < 10'000; ++file) text += mapping("/" + std::to_string(file), "Rss: 1 kB\n");
  const auto groups = group(text, 4096);
  CHECK(groups.size() == 8193 && groups.back().path == "[others]");
  EQUAL(groups.back().mappings, 10'000u - 8192);
  uint64_t sum = 0;
  for (const MappingGroup& one : groups) sum += one.figures.resident.value_or(0);
  EQUAL(sum, 10'000u * 1024);
}

TEST("a line without an end takes no memory without an end") {
  MappingGroups groups;
  const std::string piece(1u << 20, 'x');
  for (int round = 0; round < 8; ++round) groups.take(piece);
  CHECK(groups.finish().empty());
}

TEST("no smaps makes sums overflow or looks beyond its end") {
  garbage::tryMany(mapping("/a", "Rss: 1125899906842624 kB\nPss: 1125899906842624 kB\nPrivate_Dirty: 9 kB\n"),
                   [](std::string_view text) {
                     sumSmaps(text);
                     MappingGroups groups;
                     groups.take(text.substr(0, text.size() / 2));
                     groups.take(text.substr(text.size() / 2));
                     for (const MappingGroup& one : groups.finish()) {
                       CHECK(one.figures.resident.value_or(0) <= uint64_t{1} << 60);
                     }
                   });
}
