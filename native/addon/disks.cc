#include <fcntl.h>
#include <napi.h>

#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "arguments.h"
#include "calls.h"
#include "values.h"
#include "worker.h"
#include "../disks/device_reader.h"
#include "../disks/file_system_reader.h"
#include "../io/errno_name.h"
#include "../io/file.h"
#include "../proc/swaps.h"

// Block devices and mounted file systems for src/probe/disks.ts.
namespace ntop {

namespace {

struct NamedFigure {
  const char* name;
  proc::DeviceFigure figure;
  double unit;
};

constexpr double kKilobyte = 1024;
constexpr size_t kMostSwapsBytes = 1u << 20;
constexpr double kSector = proc::kSectorBytes;
constexpr NamedFigure kNamedFigures[] = {
    {"reads", proc::kReads, 1},
    {"writes", proc::kWrites, 1},
    {"discards", proc::kDiscards, 1},
    {"flushes", proc::kFlushes, 1},
    {"mergedReads", proc::kMergedReads, 1},
    {"mergedWrites", proc::kMergedWrites, 1},
    {"readBytes", proc::kReadSectors, kSector},
    {"writeBytes", proc::kWriteSectors, kSector},
    {"discardBytes", proc::kDiscardSectors, kSector},
    {"readMilliseconds", proc::kReadMilliseconds, 1},
    {"writeMilliseconds", proc::kWriteMilliseconds, 1},
    {"discardMilliseconds", proc::kDiscardMilliseconds, 1},
    {"flushMilliseconds", proc::kFlushMilliseconds, 1},
    {"inFlight", proc::kInFlight, 1},
    {"busyMilliseconds", proc::kBusyMilliseconds, 1},
    {"weightedMilliseconds", proc::kWeightedMilliseconds, 1},
};

template <typename Number>
Napi::Value orNaN(Napi::Env env, const std::optional<Number>& number) {
  return Napi::Number::New(env, number ? static_cast<double>(*number) : std::numeric_limits<double>::quiet_NaN());
}

Napi::Value orUndefined(Napi::Env env, const std::string& text) {
  return text.empty() ? env.Undefined() : toText(env, text);
}

Napi::Value orUndefined(Napi::Env env, const std::optional<bool>& flag) {
  return flag ? Napi::Boolean::New(env, *flag) : env.Undefined();
}

Napi::Array toTexts(Napi::Env env, const std::vector<std::string>& texts) {
  Napi::Array array = Napi::Array::New(env, texts.size());
  for (uint32_t index = 0; index < texts.size(); ++index) array.Set(index, toText(env, texts[index]));
  return array;
}

Napi::Value toDeviceNumber(Napi::Env env, uint32_t major, uint32_t minor) {
  return Napi::String::New(env, std::to_string(major) + ":" + std::to_string(minor));
}

Napi::Value toRaid(Napi::Env env, const std::optional<RaidFacts>& raid) {
  if (!raid) return env.Undefined();
  Napi::Object object = Napi::Object::New(env);
  object.Set("level", toText(env, raid->level));
  object.Set("state", toText(env, raid->state));
  object.Set("members", orNaN(env, raid->members));
  object.Set("missing", orNaN(env, raid->missing));
  object.Set("action", orUndefined(env, raid->action));
  object.Set("progress", orNaN(env, raid->progress));
  return object;
}

Napi::Object toObject(Napi::Env env, const Device& device) {
  const DeviceFacts& facts = device.facts;
  Napi::Object object = Napi::Object::New(env);
  object.Set("serial", toNumber(env, device.serial));
  object.Set("name", toText(env, device.name));
  object.Set("deviceNumber", toDeviceNumber(env, device.major, device.minor));
  object.Set("kind", kDeviceKindNames[static_cast<size_t>(facts.kind)]);
  object.Set("parents", toTexts(env, facts.parents));
  object.Set("counted", device.counted);
  object.Set("label", orUndefined(env, facts.label));
  object.Set("raid", toRaid(env, facts.raid));
  object.Set("backingFile", orUndefined(env, facts.backingFile));
  object.Set("model", orUndefined(env, facts.model));
  object.Set("scheduler", orUndefined(env, facts.scheduler));
  object.Set("rotational", orUndefined(env, facts.rotational));
  object.Set("readOnly", orUndefined(env, facts.readOnly));
  object.Set("sizeBytes", orNaN(env, device.bytes));
  for (const NamedFigure& named : kNamedFigures) {
    const uint64_t figure = device.figures[named.figure];
    const bool known = figure != proc::kUnknownFigure;
    object.Set(named.name, known ? static_cast<double>(figure) * named.unit : std::numeric_limits<double>::quiet_NaN());
  }
  object.Set("errors", orNaN(env, device.errors));
  return object;
}

// NaN of all numbers where it never gave an answer or refused.
void setSpace(Napi::Env env, const SpaceState& state, Napi::Object& object) {
  const bool answered = state.last && state.last->error == 0;
  const FileSystemSpace space = answered ? state.last->space : FileSystemSpace();
  const auto set = [&](const char* name, bool known, uint64_t number) {
    object.Set(name, orNaN(env, known ? std::optional<uint64_t>(number) : std::nullopt));
  };
  // What is pseudo has no space, rather than none left.
  const bool has = answered && space.total > 0;
  set("totalBytes", has, space.total);
  set("usedBytes", has && space.free <= space.total, space.total - space.free);
  set("availableBytes", has, space.available);
  set("reservedBytes", has && space.available <= space.free, space.free - space.available);
  const bool hasInodes = answered && space.inodes > 0;
  set("inodes", hasInodes, space.inodes);
  set("usedInodes", hasInodes && space.freeInodes <= space.inodes, space.inodes - space.freeInodes);
  object.Set("pseudo", orUndefined(env, answered ? std::optional<bool>(!has) : std::nullopt));
  object.Set("unansweredSeconds", toNumber(env, state.unansweredSeconds));
  const bool isRefused = state.last && state.last->error != 0;
  object.Set("refused", isRefused ? Napi::String::New(env, errnoName(state.last->error)) : env.Undefined());
}

Napi::Object toObject(Napi::Env env, const MountedSystem& system) {
  const proc::MountInfo& mount = system.mount;
  Napi::Object object = Napi::Object::New(env);
  object.Set("serial", toNumber(env, system.serial));
  object.Set("mountPoint", toText(env, mount.mountPoint));
  object.Set("otherMounts", toTexts(env, system.otherMounts));
  object.Set("deviceNumber", toDeviceNumber(env, mount.major, mount.minor));
  object.Set("source", toText(env, mount.source));
  object.Set("type", toText(env, mount.type));
  object.Set("root", toText(env, mount.root));
  object.Set("rootDeleted", mount.rootDeleted);
  object.Set("options", toText(env, mount.options));
  object.Set("superOptions", toText(env, mount.superOptions));
  object.Set("readOnly", system.isReadOnly);
  object.Set("becameReadOnly", system.becameReadOnly);
  object.Set("errors", orNaN(env, system.errors));
  setSpace(env, system.state, object);
  return object;
}

Napi::Object toObject(Napi::Env env, const proc::SwapLine& swap) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", toText(env, swap.path));
  object.Set("kind", swap.isFile ? "file" : "partition");
  object.Set("sizeBytes", static_cast<double>(swap.kilobytes) * kKilobyte);
  object.Set("usedBytes", static_cast<double>(swap.usedKilobytes) * kKilobyte);
  object.Set("priority", static_cast<double>(swap.priority));
  return object;
}

Napi::Value toRows(Napi::Env env, const std::optional<std::vector<proc::SwapLine>>& rows) {
  if (!rows) return env.Undefined();
  Napi::Array array = Napi::Array::New(env, rows->size());
  for (uint32_t index = 0; index < rows->size(); ++index) array.Set(index, toObject(env, (*rows)[index]));
  return array;
}

// The objects of the last reading. One of which nothing changed is given again: making it costs more than reading it.
template <typename Row>
class KeptRows {
 public:
  Napi::Value toRows(Napi::Env env, std::optional<std::vector<Row>>& rows) {
    if (!rows) return env.Undefined();
    Napi::Array array = Napi::Array::New(env, rows->size());
    std::unordered_map<uint64_t, Kept> next;
    for (uint32_t index = 0; index < rows->size(); ++index) {
      Row& row = (*rows)[index];
      Kept& kept = next[row.serial];
      const auto found = kept_.find(row.serial);
      if (found != kept_.end()) kept = std::move(found->second);
      if (kept.object.IsEmpty() || !(kept.row == row)) {
        kept.object = Napi::Persistent(toObject(env, row));
        kept.row = std::move(row);
      }
      array.Set(index, kept.object.Value());
    }
    kept_ = std::move(next);
    return array;
  }

 private:
  struct Kept {
    Row row;
    Napi::ObjectReference object;
  };

  std::unordered_map<uint64_t, Kept> kept_;  // by serial
};

template <typename Row, typename Reader>
void readInto(Reader& reader, std::optional<std::vector<Row>>& rows) {
  rows.emplace();
  if (reader.read(*rows)) rows.reset();
}

std::optional<std::vector<proc::SwapLine>> readSwaps(const std::string& procRoot) {
  std::string text;
  if (readFile(AT_FDCWD, (procRoot + "/swaps").c_str(), text, kMostSwapsBytes) != 0) return {};
  return proc::parseSwaps(text);
}

// The readers, which a worker owns while something is under way.
class DiskReaderWrap : public Napi::ObjectWrap<DiskReaderWrap> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "DiskReader", {InstanceMethod("read", &DiskReaderWrap::read)});
  }

  explicit DiskReaderWrap(const Napi::CallbackInfo& info)
      : ObjectWrap(info),
        procRoot_(textOf(info[0])),
        deviceReader_(procRoot_, textOf(info[1])),
        systemReader_(procRoot_, textOf(info[1])) {}

 private:
  // read(devices, fileSystems): Promise<NativeDiskReading>; rejects while one is under way
  Napi::Value read(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    if (work_.isBusy()) return reject(Napi::Promise::Deferred::New(env), "Disks are already being read.");
    const bool withDevices = flagOf(info[0]);
    const bool withSystems = flagOf(info[1]);
    devices_.reset();
    systems_.reset();
    swaps_.reset();
    const auto work = [this, withDevices, withSystems] {
      if (withDevices) readInto(deviceReader_, devices_);
      if (withDevices) swaps_ = readSwaps(procRoot_);
      if (withSystems) readInto(systemReader_, systems_);
      return std::string();
    };
    return work_.start(work, [this] {
      Napi::Object reading = Napi::Object::New(Env());
      reading.Set("devices", deviceRows_.toRows(Env(), devices_));
      reading.Set("fileSystems", systemRows_.toRows(Env(), systems_));
      reading.Set("swaps", toRows(Env(), swaps_));
      return reading;
    });
  }

  const std::string procRoot_;
  DeviceReader deviceReader_;
  FileSystemReader systemReader_;
  std::optional<std::vector<Device>> devices_;
  std::optional<std::vector<MountedSystem>> systems_;
  KeptRows<Device> deviceRows_;
  KeptRows<MountedSystem> systemRows_;
  std::optional<std::vector<proc::SwapLine>> swaps_;
  OwnWork<DiskReaderWrap> work_{*this};
};

}  // namespace

void exportDisks(Napi::Env env, Napi::Object exports) {
  exports.Set("DiskReader", DiskReaderWrap::define(env));
}

}  // namespace ntop
