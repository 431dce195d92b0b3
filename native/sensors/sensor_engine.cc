#include "sensor_engine.h"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "../io/aside.h"
#include "../io/clock.h"
#include "../system/cpus.h"

namespace ntop {

namespace {

// Chips come and go seldom; so do labels and limits.
constexpr double kFindAgainSeconds = 10;
// After this, what a chip said last is no longer what it is.
constexpr double kStaleSeconds = 5;
// Threads of chips that hang stay; a machine has a hundred chips at most.
constexpr size_t kMostChips = 256;

double now() { return secondsOn(CLOCK_MONOTONIC); }

// Those CPUs whose frequency a driver governs; the others have a number that says nothing.
ChipReading readFrequencySensors(const std::string& procRoot, const std::string& sysRoot) {
  ChipReading reading;
  for (const CpuFrequency& frequency : readFrequencies(procRoot, sysRoot)) {
    if (!frequency.leastMegahertz && !frequency.mostMegahertz) continue;
    const std::string cpu = "cpu" + std::to_string(frequency.cpu);
    Sensor sensor(SensorKind::kFrequency, cpu);
    const auto hertz = [](const std::optional<double>& megahertz) { return megahertz ? *megahertz * 1e6 : NAN; };
    sensor.value = hertz(frequency.megahertz);
    sensor.least = hertz(frequency.leastMegahertz);
    sensor.limit = hertz(frequency.mostMegahertz);
    if (std::isnan(sensor.value)) sensor.error = ENODATA;
    reading.sensors.push_back(std::move(sensor));
  }
  return reading;
}

ReadSensors readerFor(const std::string& procRoot, const std::string& sysRoot) {
  return [procRoot, sysRoot](const SensorChip& chip, const ChipReading* known) {
    return chip.source == SensorSource::kCpufreq ? readFrequencySensors(procRoot, sysRoot) : readChip(chip, known);
  };
}

}  // namespace

// Outlives the engine as long as a driver hangs.
struct SensorEngine::Waiting {
  std::mutex mutex;  // over this and all seats
  std::condition_variable answered;
};

struct SensorEngine::Seat {
  SensorChip chip;
  ChipReading empty;
  bool isUnderWay = false;
  double beganSeconds = NAN;
  double readSeconds = NAN;
  double factsSeconds = NAN;  // when labels and limits were read
  ChipReading reading;
};

SensorEngine::SensorEngine(const std::string& procRoot, const std::string& sysRoot)
    : SensorEngine(sysRoot, readerFor(procRoot, sysRoot)) {}

SensorEngine::SensorEngine(std::string sysRoot, ReadSensors read)
    : sysRoot_(std::move(sysRoot)), read_(std::move(read)), waiting_(std::make_shared<Waiting>()) {}

// Those that are still there keep their seats.
void SensorEngine::find(double now) {
  if (now - foundSeconds_ < kFindAgainSeconds) return;
  foundSeconds_ = now;
  places_ = readCpuPlaces(sysRoot_);
  std::vector<std::shared_ptr<Seat>> seats;
  for (SensorChip& chip : findChips(sysRoot_)) {
    if (seats.size() == kMostChips) break;
    std::shared_ptr<Seat> seat;
    for (const auto& known : seats_) {
      const SensorChip& old = known->chip;
      if (old.path == chip.path && old.name == chip.name && old.device == chip.device) seat = known;
    }
    if (seat == nullptr) {
      seat = std::make_shared<Seat>();
      seat->empty = emptyReading(chip);
      seat->chip = std::move(chip);
    }
    seats.push_back(std::move(seat));
  }
  seats_ = std::move(seats);
}

// With the lock held.
void SensorEngine::begin(const std::shared_ptr<Seat>& seat, double now) const {
  if (seat->isUnderWay) return;
  const bool isKnown = now - seat->factsSeconds < kFindAgainSeconds;
  if (!isKnown) seat->factsSeconds = now;
  auto known = isKnown ? std::make_shared<ChipReading>(seat->reading) : nullptr;
  seat->isUnderWay = true;
  seat->beganSeconds = now;
  const auto work = [seat, known, waiting = waiting_, read = read_] {
    ChipReading found = read(seat->chip, known.get());
    const double readSeconds = ntop::now();
    const std::lock_guard<std::mutex> lock(waiting->mutex);
    seat->reading = std::move(found);
    seat->readSeconds = readSeconds;
    seat->isUnderWay = false;
    waiting->answered.notify_all();
  };
  if (startThread(work) != 0) seat->isUnderWay = false;
}

// With the lock held.
ChipState SensorEngine::stateOf(Seat& seat, double now) {
  ChipState state{seat.chip, seat.reading, {}, seat.readSeconds, NAN};
  const bool isStale = !(now - seat.readSeconds < kStaleSeconds);
  if (std::isnan(seat.readSeconds)) state.reading = seat.empty;
  if (isStale) {
    for (Sensor& sensor : state.reading.sensors) {
      sensor.value = NAN;
      sensor.countedJoules = NAN;
      sensor.alarm = false;
    }
    state.reading.supply.reset();
    if (seat.isUnderWay) state.silentSeconds = now - seat.beganSeconds;
  }
  for (const Sensor& sensor : state.reading.sensors) {
    const std::string key = seat.chip.path + '\0' + seat.chip.name + '\0' + seat.chip.device + '\0' + sensor.name +
                            static_cast<char>(sensor.kind);
    state.serials.push_back(serials_.emplace(key, static_cast<double>(serials_.size() + 1)).first->second);
  }
  return state;
}

SensorReading SensorEngine::sample(SensorScope scope, double patienceSeconds) {
  const double began = now();
  find(began);
  std::vector<std::shared_ptr<Seat>> wanted;
  for (const auto& seat : seats_) {
    if (scope == SensorScope::kAll || isForMeters(seat->chip)) wanted.push_back(seat);
  }
  std::unique_lock<std::mutex> lock(waiting_->mutex);
  for (const auto& seat : wanted) begin(seat, began);
  const auto isDone = [&wanted, oldest = began - patienceSeconds] {
    for (const auto& seat : wanted) {
      if (seat->isUnderWay && seat->beganSeconds > oldest) return false;
    }
    return true;
  };
  waiting_->answered.wait_for(lock, std::chrono::duration<double>(patienceSeconds), isDone);
  SensorReading reading;
  reading.places = places_;
  const double ended = now();
  for (const auto& seat : wanted) reading.chips.push_back(stateOf(*seat, ended));
  return reading;
}

}  // namespace ntop
