#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cpu_places.h"
#include "sensor_chip.h"

namespace ntop {

// A chip as it is known now.
struct ChipState {
  SensorChip chip;
  ChipReading reading;
  std::vector<double> serials;  // of each sensor: never those of another
  double readSeconds = NAN;     // when it was read, on the monotonic clock
  double silentSeconds = NAN;   // how long it has not answered, where that is long
};

struct SensorReading {
  std::vector<ChipState> chips;
  CpuPlaces places;
};

// What is read: all, or what the meters of the header show.
enum class SensorScope { kAll, kMeters };

// Waits for the driver of a chip. `known` is an earlier reading, for what does not change.
using ReadSensors = std::function<ChipReading(const SensorChip& chip, const ChipReading* known)>;

// All sensors of the machine, sample after sample. Every chip is read on a thread of its own: a slow one takes as long as it
// does and is shown as it was last, and one that hangs holds up no other. No chip is asked again before it has answered.
class SensorEngine {
 public:
  SensorEngine(const std::string& procRoot, const std::string& sysRoot);
  SensorEngine(std::string sysRoot, ReadSensors read);

  // Waits for those that have not answered, but of each no longer than `patienceSeconds` since it was asked, which may have
  // been for an earlier sample. On one thread at a time.
  SensorReading sample(SensorScope scope, double patienceSeconds);

 private:
  struct Seat;
  struct Waiting;

  void find(double now);
  void begin(const std::shared_ptr<Seat>& seat, double now) const;
  ChipState stateOf(Seat& seat, double now);

  const std::string sysRoot_;
  const ReadSensors read_;
  const std::shared_ptr<Waiting> waiting_;
  std::vector<std::shared_ptr<Seat>> seats_;
  CpuPlaces places_;
  double foundSeconds_ = NAN;
  std::map<std::string, double> serials_;
};

// The chips of a machine.
std::vector<SensorChip> findChips(const std::string& sysRoot);

// Whether the meters of the header need it.
bool isForMeters(const SensorChip& chip);

}  // namespace ntop
