#include "wait_files.h"

#include <charconv>

#include "fields.h"

namespace ntop::proc {

namespace {

// "0x1f", as long as it has no more than 64 bits.
bool readHexadecimal(std::string_view text, uint64_t& value) {
  if (!startsWith(text, "0x")) return false;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::vector<std::string_view> parseStack(std::string_view text) {
  std::vector<std::string_view> functions;
  std::string_view line;
  while (nextLine(text, line)) {
    const size_t address = line.find("] ");
    if (!startsWith(line, "[<") || address == std::string_view::npos) continue;
    const std::string_view rest = line.substr(address + 2);
    const std::string_view name = rest.substr(0, rest.find_first_of("+ "));
    // Before Linux 5.2 the last line is no function.
    if (!name.empty() && name != "0xffffffffffffffff") functions.push_back(name);
  }
  return functions;
}

std::optional<SystemCall> parseSystemCall(std::string_view text) {
  SystemCall call;
  Fields fields(text);
  fields.read(call.number);
  if (!fields.ok() || call.number < 0) return {};
  for (uint64_t& argument : call.arguments) {
    if (!readHexadecimal(fields.word(), argument)) return {};
  }
  return readHexadecimal(fields.word(), call.stackPointer) ? std::optional<SystemCall>(call) : std::nullopt;
}

std::optional<MountPoint> findMount(std::string_view mountinfo, int64_t mountId) {
  std::string_view line;
  while (nextLine(mountinfo, line)) {
    Fields fields(line);
    int64_t id = 0;
    fields.read(id);
    if (!fields.ok() || id != mountId) continue;
    fields.skip(1);
    MountPoint mount;
    mount.deviceNumber = fields.word();
    fields.skip(1);
    mount.path = unescape(fields.word());
    while (fields.ok() && fields.word() != "-") {
    }
    mount.type = unescape(fields.word());
    if (fields.ok()) return mount;
  }
  return {};
}

}  // namespace ntop::proc
