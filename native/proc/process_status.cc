#include "process_status.h"

#include "fields.h"

namespace ntop::proc {

namespace {

struct Key {
  std::string_view name;
  std::optional<uint64_t> ProcessStatus::*field;
};

constexpr Key kNumbers[] = {
    {"Threads", &ProcessStatus::threads},
    {"voluntary_ctxt_switches", &ProcessStatus::voluntarySwitches},
    {"nonvoluntary_ctxt_switches", &ProcessStatus::involuntarySwitches},
    {"VmSize", &ProcessStatus::virtualMemory},
    {"VmPeak", &ProcessStatus::virtualPeak},
    {"VmHWM", &ProcessStatus::residentPeak},
    {"RssAnon", &ProcessStatus::residentAnonymous},
    {"RssFile", &ProcessStatus::residentFile},
    {"RssShmem", &ProcessStatus::residentShared},
    {"VmSwap", &ProcessStatus::swapped},
    {"HugetlbPages", &ProcessStatus::hugePages},
};

std::optional<ProcessStatus::Ids> readIds(Fields fields) {
  ProcessStatus::Ids ids{};
  for (uint32_t& id : ids) fields.read(id);
  if (!fields.ok()) return {};
  return ids;
}

void take(std::string_view name, Fields fields, ProcessStatus& status) {
  if (name == "Tgid") status.threadGroupId = fields.readIfWhole<int32_t>();
  if (name == "Uid") status.userIds = readIds(fields);
  if (name == "Gid") status.groupIds = readIds(fields);
  for (const Key& key : kNumbers) {
    if (key.name == name) status.*key.field = fields.readIfWhole<uint64_t>();
  }
}

}  // namespace

ProcessStatus parseProcessStatus(std::string_view text) {
  ProcessStatus status;
  std::string_view line;
  // A newline in the process's name is escaped by the kernel, so that no line is the process's own.
  while (nextLine(text, line)) {
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos) take(line.substr(0, colon), Fields(line.substr(colon + 1)), status);
  }
  return status;
}

}  // namespace ntop::proc
