#include "device_reader.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <tuple>

#include "../io/aside.h"
#include "../io/clock.h"
#include "../proc/system_files.h"

namespace ntop {

namespace {

constexpr size_t kMostBytes = 16u << 20;
// Devices whose files are held open, three each: a program may have a thousand.
constexpr size_t kMostHeld = 64;
constexpr double kFactsSeconds = 10;
constexpr double kRaidSeconds = 1;  // and where there was no answer
constexpr size_t kTurns = 8;  // facts of devices that came together are not read together ever after
constexpr Patience kPatience{0.05, 0.1};

bool isMilliseconds(size_t figure) {
  return figure == proc::kReadMilliseconds || figure == proc::kWriteMilliseconds || figure == proc::kBusyMilliseconds ||
         figure == proc::kWeightedMilliseconds || figure == proc::kDiscardMilliseconds ||
         figure == proc::kFlushMilliseconds;
}

// 32 bits for milliseconds; for the others those of a long, which on a machine of 64 bits never wrap.
bool wraps(size_t figure) { return isMilliseconds(figure) || sizeof(long) == 4; }

// From the upper half of 32 bits to the lower one.
bool hasWrapped(size_t figure, uint64_t last, uint64_t next) {
  constexpr uint64_t kHalf = 1ull << 31;
  return wraps(figure) && next < kHalf && last >= kHalf && last <= UINT32_MAX;
}

bool isFall(size_t figure, uint64_t last, uint64_t next) {
  return next < last && last != proc::kUnknownFigure && !hasWrapped(figure, last, next);
}

}  // namespace

bool operator==(const Device& one, const Device& other) {
  const auto all = [](const Device& of) {
    return std::tie(of.serial, of.name, of.major, of.minor, of.counted, of.facts, of.figures, of.bytes, of.errors);
  };
  return all(one) == all(other);
}

bool DeviceCounts::advance(const DeviceFigures& next) {
  if (last_) {
    for (size_t figure = 0; figure < next.size(); ++figure) {
      if (figure == proc::kInFlight || isMilliseconds(figure)) continue;
      if (isFall(figure, (*last_)[figure], next[figure])) return false;
    }
  }
  for (size_t figure = 0; figure < next.size(); ++figure) {
    const uint64_t last = last_ ? (*last_)[figure] : proc::kUnknownFigure;
    if (figure == proc::kInFlight || last == proc::kUnknownFigure || next[figure] == proc::kUnknownFigure) {
      counted_[figure] = next[figure];
    } else if (next[figure] >= last) {
      counted_[figure] += next[figure] - last;
    } else if (hasWrapped(figure, last, next[figure])) {
      counted_[figure] += next[figure] + (1ull << 32) - last;
    }
    // Milliseconds that fall by a rounding stay what they were.
  }
  // More requests than can be under way: the kernel has subtracted one too many.
  if (counted_[proc::kInFlight] > INT32_MAX) counted_[proc::kInFlight] = proc::kUnknownFigure;
  last_ = next;
  return true;
}

DeviceReader::DeviceReader(std::string procRoot, std::string sysRoot)
    : procRoot_(std::move(procRoot)), sysRoot_(std::move(sysRoot)), hold_(procRoot_ == "/proc" && sysRoot_ == "/sys") {}

Failure DeviceReader::read(std::vector<Device>& devices) {
  if (const int error = readLines()) return {error, procRoot_ + "/diskstats"};
  blockDevices_.reset();
  const std::vector<proc::DeviceLine> lines = proc::parseDeviceLines(text_);
  for (auto& [name, known] : known_) known.seen = false;
  for (const proc::DeviceLine& line : lines) follow(line);
  for (auto known = known_.begin(); known != known_.end();) {
    changed_ = changed_ || !known->second.seen;
    known = known->second.seen ? std::next(known) : known_.erase(known);
  }
  readFacts();
  findWhole();
  const std::vector<proc::Disk> disks = proc::parseDisks(text_);
  for (const proc::DeviceLine& line : lines) {
    Known& known = known_.find(line.name)->second;
    if (!known.seen) continue;  // a name that comes twice
    known.seen = false;
    const auto place = std::find(diskNames_.begin(), diskNames_.end(), line.name);
    const bool counted = place != diskNames_.end() && whole_.counts(static_cast<size_t>(place - diskNames_.begin()), disks);
    devices.push_back({known.serial, std::string(line.name), line.major, line.minor, counted,
                       known.facts.value_or(DeviceFacts()), known.counts.figures(), known.bytes, known.errors});
  }
  return {};
}

int DeviceReader::readLines() {
  if (statistics_ && readOpen(statistics_, text_, kMostBytes) == 0) return 0;
  statistics_ = openFile(AT_FDCWD, (procRoot_ + "/diskstats").c_str());
  const int error = statistics_ ? readOpen(statistics_, text_, kMostBytes) : errno;
  if (!hold_) statistics_ = UniqueFd();
  return error;
}

void DeviceReader::follow(const proc::DeviceLine& line) {
  auto found = known_.find(line.name);
  if (found == known_.end()) found = known_.try_emplace(std::string(line.name)).first;
  Known& known = found->second;
  if (known.seen) return;
  const bool goesOn = known.serial != 0 && isSame(known, line) && known.counts.advance(line.figures);
  if (!goesOn) begin(known, found->first, line);
  known.seen = true;
}

bool DeviceReader::isSame(Known& known, const proc::DeviceLine& line) {
  if (known.major != line.major || known.minor != line.minor) return false;
  const auto sequence = known.sequence;
  return readNumbers(known) && known.sequence == sequence;
}

void DeviceReader::begin(Known& known, const std::string& name, const proc::DeviceLine& line) {
  changed_ = true;
  known = Known();
  known.serial = ++lastSerial_;
  known.major = line.major;
  known.minor = line.minor;
  known.hold = hold_ && known_.size() <= kMostHeld;
  known.place = findDevice(sysRoot_, name, blockDevices());
  known.counts.advance(line.figures);
  readNumbers(known);
}

bool DeviceReader::readNumbers(Known& known) {
  if (known.place.directory.empty()) return true;
  bool gone = false;
  const auto read = [&](HeldNumber& held, const char* file) {
    return gone ? std::nullopt : readNumber(held, known.place.directory + file, known.hold, gone);
  };
  const auto sectors = read(known.bytesFile, "/size");
  known.sequence = read(known.sequenceFile, known.place.disk.empty() ? "/diskseq" : "/../diskseq");
  known.errors = read(known.errorsFile, "/device/ioerr_cnt");
  known.bytes.reset();
  if (sectors) known.bytes = *sectors * proc::kSectorBytes;
  return !gone;
}

std::optional<uint64_t> DeviceReader::readNumber(HeldNumber& held, const std::string& path, bool hold, bool& gone) {
  if (held.absent) return {};
  const bool wasHeld = static_cast<bool>(held.file);
  if (!wasHeld) held.file = openFile(AT_FDCWD, path.c_str());
  if (!held.file) {
    held.absent = hold;
    return {};
  }
  const int error = readOpenRecord(held.file, number_);
  gone = error != 0 && wasHeld;
  if (!hold || error != 0) held.file = UniqueFd();
  return error == 0 ? proc::parseAttribute(number_) : std::nullopt;
}

// What keeps a device's lock for ever keeps no more than the facts of this device.
void DeviceReader::readFacts() {
  struct Question {
    std::string name;
    DevicePlace place;
    Known* known;
  };
  const double now = secondsOn(CLOCK_MONOTONIC);
  const auto due = std::make_shared<std::vector<Question>>();
  for (auto& [name, known] : known_) {
    if (now >= known.factsDue) due->push_back({name, known.place, &known});
  }
  if (due->empty()) return;
  const auto ask = [due](size_t index) { return readDeviceFacts((*due)[index].name, (*due)[index].place); };
  const auto waitsFor = [due](size_t index) { return "block device " + (*due)[index].name; };
  auto answers = askAside<DeviceFacts>(due->size(), ask, waitsFor, kPatience);
  for (size_t index = 0; index < answers.size(); ++index) {
    Known& known = *(*due)[index].known;
    const bool isRaid = answers[index] && answers[index]->raid;
    const double turn = 1.0 + static_cast<double>(known.serial % kTurns) / kTurns;
    known.factsDue = now + (isRaid || !answers[index] ? kRaidSeconds : kFactsSeconds * turn);
    if (answers[index]) known.facts = std::move(answers[index]);
  }
}

void DeviceReader::findWhole() {
  if (!changed_ && hold_) return;
  const std::vector<proc::Disk> disks = proc::parseDisks(text_);
  diskNames_.clear();
  for (const proc::Disk& disk : disks) diskNames_.emplace_back(disk.name);
  whole_ = WholeDisks(disks, blockDevices(), sysRoot_);
  changed_ = false;
}

const std::vector<std::string>& DeviceReader::blockDevices() {
  if (!blockDevices_) blockDevices_ = listBlockDevices(sysRoot_);
  return *blockDevices_;
}

}  // namespace ntop
