#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <memory>
#include <thread>

#include "../sensors/sensor_engine.h"
#include "fixture.h"
#include "garbage.h"
#include "harness.h"

using namespace ntop;

namespace {

constexpr double kPatience = 5;

struct Machine {
  explicit Machine() : engine(tree.root() + "/proc", tree.root() + "/sys") {}

  void file(const std::string& path, const std::string& text) { tree.write("sys/" + path, text + "\n"); }

  // A sensor of the newest reading, by its chip, label or name, and kind.
  const Sensor* find(const std::string& chip, const std::string& label, SensorKind kind) {
    for (const ChipState& state : reading.chips) {
      if (state.chip.name != chip && state.chip.device != chip) continue;
      for (const Sensor& sensor : state.reading.sensors) {
        if (sensor.kind == kind && (sensor.label == label || sensor.name == label)) return &sensor;
      }
    }
    return nullptr;
  }
  double value(const std::string& chip, const std::string& label, SensorKind kind = SensorKind::kTemperature) {
    const Sensor* found = find(chip, label, kind);
    return found == nullptr ? -1 : found->value;
  }
  void read(SensorScope scope = SensorScope::kAll) { reading = engine.sample(scope, kPatience); }

  Fixture tree;
  SensorEngine engine;
  SensorReading reading;
};

}  // namespace

TEST("the files of a chip say which sensor they are of") {
  const auto name = parseHwmonName("temp12_crit_alarm");
  CHECK(name && name->kind == SensorKind::kTemperature && name->sensor == "temp12" && name->attribute == "crit_alarm");
  EQUAL(parseHwmonName("in0_input")->kind == SensorKind::kVoltage, true);
  EQUAL(parseHwmonName("energy1_input")->sensor, std::string_view("energy1"));
  for (const char* other : {"", "temp", "temp_", "temp_input", "temp1", "temp1_", "intrusion0_alarm", "pwm1", "name"}) {
    CHECK(!parseHwmonName(other));
  }
}

TEST("a temperature that no sensor can have is unknown") {
  EQUAL(parseCelsius("45500\n"), 45.5);
  EQUAL(parseCelsius("-12000"), -12.0);
  EQUAL(parseCelsius("126875"), 126.875);
  for (const char* text : {"", "x", "-273000", "-273150", "-128000", "127000", "127875", "99999999999", "5x"}) {
    CHECK(std::isnan(parseCelsius(text)));
  }
  EQUAL(parseCelsiusLimit("100000"), 100.0);
  for (const char* none : {"0", "-273150", "65261850", "x"}) CHECK(std::isnan(parseCelsiusLimit(none)));
  EQUAL(parseLabel("  Core 0 \n more"), std::string("Core 0"));
}

TEST("no file of a sensor makes its parser look beyond its end") {
  const auto parse = [](std::string_view text) {
    parseHwmonName(text);
    parseAmount(text, 0.001);
    parseCelsius(text);
    parseCelsiusLimit(text);
    CHECK(parseLabel(text).size() <= 256);
  };
  garbage::tryMany("temp12_input", parse);
  garbage::tryMany("-45000\n", parse);
  garbage::tryMany(" Core 12\n", parse);
}

TEST("the sensors of a chip have their labels, limits and units") {
  Machine machine;
  machine.file("class/hwmon/hwmon2/name", "nct6775");
  machine.file("class/hwmon/hwmon2/temp1_input", "38500");
  machine.file("class/hwmon/hwmon2/temp1_label", "SYSTIN");
  machine.file("class/hwmon/hwmon2/temp1_max", "80000");
  machine.file("class/hwmon/hwmon2/temp1_crit", "100000");
  machine.file("class/hwmon/hwmon2/temp1_crit_alarm", "1");
  machine.file("class/hwmon/hwmon2/fan1_input", "1230");
  machine.file("class/hwmon/hwmon2/fan1_min", "300");
  machine.file("class/hwmon/hwmon2/in0_input", "1016");
  machine.file("class/hwmon/hwmon2/curr1_input", "2500");
  machine.file("class/hwmon/hwmon2/power1_average", "45000000");
  machine.file("class/hwmon/hwmon2/power1_cap", "200000000");
  machine.file("class/hwmon/hwmon2/energy1_input", "7000000");
  machine.file("class/hwmon/hwmon2/freq1_input", "1500000000");
  machine.read();
  const Sensor* hot = machine.find("nct6775", "SYSTIN", SensorKind::kTemperature);
  CHECK(hot != nullptr && hot->value == 38.5 && hot->limit == 80 && hot->critical == 100 && hot->alarm);
  const Sensor* fan = machine.find("nct6775", "fan1", SensorKind::kFan);
  CHECK(fan != nullptr && fan->value == 1230 && fan->least == 300 && std::isnan(fan->limit) && !fan->alarm);
  EQUAL(machine.value("nct6775", "in0", SensorKind::kVoltage), 1016 * 1e-3);
  EQUAL(machine.value("nct6775", "curr1", SensorKind::kCurrent), 2.5);
  EQUAL(machine.value("nct6775", "power1", SensorKind::kPower), 45.0);
  EQUAL(machine.find("nct6775", "power1", SensorKind::kPower)->limit, 200.0);
  EQUAL(machine.value("nct6775", "energy1", SensorKind::kEnergy), 7.0);
  EQUAL(machine.value("nct6775", "freq1", SensorKind::kFrequency), 1.5e9);
}

TEST("a sensor that is faulty, silent or broken is there and unknown, and its neighbours are known") {
  Machine machine;
  const std::string chip = "class/hwmon/hwmon0/";
  machine.file(chip + "name", "it87");
  machine.file(chip + "temp1_input", "41000");
  machine.file(chip + "temp2_input", "-273150");
  machine.file(chip + "temp3_input", "127000");
  machine.file(chip + "temp4_input", "30000");
  machine.file(chip + "temp4_fault", "1");
  machine.file(chip + "temp5_input", "");
  std::filesystem::create_directories(machine.tree.root() + "/sys/" + chip + "temp6_input");
  mkfifo((machine.tree.root() + "/sys/" + chip + "temp7_input").c_str(), 0600);
  machine.read();
  EQUAL(machine.value("it87", "temp1"), 41.0);
  for (const char* name : {"temp2", "temp3", "temp4", "temp5", "temp6", "temp7"}) {
    const Sensor* sensor = machine.find("it87", name, SensorKind::kTemperature);
    CHECK(sensor != nullptr && std::isnan(sensor->value) && sensor->error != 0);
  }
  EQUAL(machine.find("it87", "temp6", SensorKind::kTemperature)->error, EISDIR);
}

TEST("a chip that hangs holds up no other, is asked once, and is unknown until it answers") {
  Fixture tree;
  tree.write("sys/class/hwmon/hwmon0/name", "slow\n");
  tree.write("sys/class/hwmon/hwmon0/temp1_input", "1000\n");
  tree.write("sys/class/hwmon/hwmon1/name", "quick\n");
  tree.write("sys/class/hwmon/hwmon1/temp1_input", "2000\n");
  struct Gate {
    std::atomic<bool> isOpen{false};
    std::atomic<int> asked{0};
    std::atomic<int> ended{0};
  };
  const auto gate = std::make_shared<Gate>();
  const auto read = [gate](const SensorChip& chip, const ChipReading* known) {
    if (chip.name == "slow") {
      ++gate->asked;
      while (!gate->isOpen) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ChipReading reading = readChip(chip, known);
    if (chip.name == "slow") ++gate->ended;
    return reading;
  };
  SensorEngine engine(tree.root() + "/sys", read);
  double serial = 0;
  for (int turn = 0; turn < 3; ++turn) {
    const SensorReading reading = engine.sample(SensorScope::kAll, 0.2);
    EQUAL(reading.chips.size(), 2u);
    const ChipState& slow = reading.chips[0];
    CHECK(slow.reading.sensors.size() == 1 && std::isnan(slow.reading.sensors[0].value) && slow.silentSeconds > 0);
    EQUAL(reading.chips[1].reading.sensors[0].value, 2.0);
    CHECK(serial == 0 || serial == slow.serials[0]);
    serial = slow.serials[0];
  }
  EQUAL(gate->asked.load(), 1);
  gate->isOpen = true;
  while (gate->ended == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const SensorReading later = engine.sample(SensorScope::kAll, kPatience);
  EQUAL(later.chips[0].reading.sensors[0].value, 1.0);
  EQUAL(later.chips[0].serials[0], serial);
  CHECK(std::isnan(later.chips[0].silentSeconds));
}

TEST("thermal zones count where no chip has a temperature") {
  Machine machine;
  machine.file("class/hwmon/hwmon0/name", "pwmfan");
  machine.file("class/hwmon/hwmon0/fan1_input", "3000");
  machine.file("class/thermal/thermal_zone0/type", "cpu-thermal");
  machine.file("class/thermal/thermal_zone0/temp", "51540");
  machine.file("class/thermal/thermal_zone0/trip_point_0_type", "passive");
  machine.file("class/thermal/thermal_zone0/trip_point_0_temp", "70000");
  machine.file("class/thermal/thermal_zone0/trip_point_1_type", "critical");
  machine.file("class/thermal/thermal_zone0/trip_point_1_temp", "110000");
  machine.file("class/thermal/cooling_device0/type", "Fan");
  machine.read();
  EQUAL(machine.reading.chips.size(), 2u);
  const Sensor* zone = machine.find("cpu-thermal", "temp", SensorKind::kTemperature);
  CHECK(zone != nullptr && zone->value == 51540 * 0.001 && zone->critical == 110 && std::isnan(zone->limit));

  Machine other;
  other.file("class/hwmon/hwmon0/name", "cpu_thermal");
  other.file("class/hwmon/hwmon0/temp1_input", "50000");
  other.file("class/thermal/thermal_zone0/type", "cpu-thermal");
  other.file("class/thermal/thermal_zone0/temp", "50000");
  other.read();
  EQUAL(other.reading.chips.size(), 1u);
}

TEST("batteries count energy, or charge and voltage, and are no chips beside") {
  Machine machine;
  const std::string supplies = "class/power_supply/";
  for (const auto& [name, text] : std::initializer_list<std::pair<const char*, const char*>>{
           {"BAT0/type", "Battery"},         {"BAT0/status", "Discharging"},  {"BAT0/energy_now", "20000000"},
           {"BAT0/energy_full", "40000000"}, {"BAT0/power_now", "10000000"},  {"BAT0/model_name", "\x1b[31mX"},
           {"BAT1/type", "Battery"},         {"BAT1/status", "Not charging"}, {"BAT1/charge_now", "3000000"},
           {"BAT1/charge_full", "4000000"},  {"BAT1/voltage_now", "10000000"}, {"BAT1/current_now", "-500000"},
           {"BAT1/capacity", "74"},          {"AC/type", "Mains"},            {"AC/online", "0"},
           {"mouse/type", "Battery"},        {"mouse/scope", "Device"},       {"mouse/capacity", "55"},
           {"BAT2/type", "Battery"},         {"BAT2/present", "0"},           {"BAT2/capacity", "0"}}) {
    machine.file(supplies + name, text);
  }
  machine.file("class/hwmon/hwmon0/name", "BAT0");
  machine.file("class/hwmon/hwmon0/in0_input", "12000");
  machine.read();
  EQUAL(machine.reading.chips.size(), 5u);
  EQUAL(machine.value("BAT0", "capacity", SensorKind::kBattery), 50.0);
  EQUAL(machine.value("BAT1", "capacity", SensorKind::kBattery), 75.0);
  EQUAL(machine.value("BAT1", "power_now", SensorKind::kPower), 5.0);
  CHECK(std::isnan(machine.value("BAT2", "capacity", SensorKind::kBattery)));
  for (const ChipState& state : machine.reading.chips) {
    const auto& supply = state.reading.supply;
    CHECK(supply.has_value());
    if (state.chip.name == "AC") CHECK(!supply->isBattery && supply->isOnline == false);
    if (state.chip.name == "mouse") CHECK(supply->isOfDevice && std::isnan(supply->energyJoules));
    if (state.chip.name == "BAT0") CHECK(std::abs(supply->energyJoules - 72000) < 1e-6 && supply->status == "Discharging");
    if (state.chip.name == "BAT1") CHECK(std::abs(supply->fullJoules - 144000) < 1e-6);
  }
}

TEST("counters of energy are named by their package, and those that come twice count once") {
  Machine machine;
  const std::string zones = "class/powercap/";
  machine.file(zones + "intel-rapl/enabled", "1");
  machine.file(zones + "intel-rapl:1/name", "package-1");
  machine.file(zones + "intel-rapl:1/energy_uj", "5000000");
  machine.file(zones + "intel-rapl:1/max_energy_range_uj", "262143000000");
  machine.file(zones + "intel-rapl:1/constraint_0_power_limit_uw", "125000000");
  machine.file(zones + "intel-rapl:1:0/name", "dram");
  machine.file(zones + "intel-rapl:1:0/energy_uj", "3000000");
  machine.file(zones + "intel-rapl-mmio:0/name", "package-1");
  machine.file(zones + "intel-rapl-mmio:0/energy_uj", "5000000");
  machine.read();
  EQUAL(machine.reading.chips.size(), 2u);
  const Sensor* power = machine.find("intel-rapl", "package-1", SensorKind::kPower);
  CHECK(power != nullptr && std::isnan(power->value) && power->countedJoules == 5 && power->limit == 125);
  CHECK(power->wrapJoules > 262142 && power->wrapJoules < 262144);
  EQUAL(machine.value("intel-rapl:1:0", "package-1/dram", SensorKind::kEnergy), 3.0);
}

TEST("CPUs have their places and kinds, and those with a governor a frequency") {
  Machine machine;
  const std::string cpus = "devices/system/cpu/";
  for (const int cpu : {0, 1, 12}) {
    const std::string own = cpus + "cpu" + std::to_string(cpu) + "/";
    machine.file(own + "topology/physical_package_id", "0");
    machine.file(own + "topology/core_id", std::to_string(cpu == 12 ? 40 : 4));
    machine.file(own + "topology/core_cpus_list", cpu == 12 ? "12" : "0-1");
    machine.file(own + "cpufreq/scaling_driver", "intel_pstate");
    machine.file(own + "cpufreq/base_frequency", "2400000");
    const std::string policy = cpus + "cpufreq/policy" + std::to_string(cpu) + "/";
    machine.file(policy + "scaling_cur_freq", std::to_string(1000000 + cpu));
    machine.file(policy + "scaling_min_freq", "800000");
    machine.file(policy + "scaling_max_freq", "5000000");
  }
  machine.file(cpus + "intel_pstate/no_turbo", "0");
  machine.file("devices/cpu_core/cpus", "0-1");
  machine.file("devices/cpu_atom/cpus", "12");
  machine.read(SensorScope::kMeters);
  const CpuPlaces& places = machine.reading.places;
  EQUAL(places.cpus.size(), 3u);
  CHECK(places.cpus[1].kind == 'P' && places.cpus[2].kind == 'E' && places.cpus[2].core == 40);
  CHECK(places.cpus[0].siblings.size() == 2 && places.boost == true && places.cpus[0].baseHertz == 2.4e9);
  const Sensor* last = machine.find("intel_pstate", "cpu12", SensorKind::kFrequency);
  CHECK(last != nullptr && last->value == 1000012000.0 && last->limit == 5e9 && last->least == 8e8);
}

TEST("a board with large and small cores tells them by their capacity") {
  Machine machine;
  const char* const capacities[] = {"260", "260", "900", "1024"};
  for (int cpu = 0; cpu < 4; ++cpu) {
    machine.file("devices/system/cpu/cpu" + std::to_string(cpu) + "/cpu_capacity", capacities[cpu]);
  }
  machine.read();
  const auto& cpus = machine.reading.places.cpus;
  CHECK(cpus.size() == 4 && cpus[0].kind == 'E' && cpus[1].kind == 'E' && cpus[2].kind == 'P' && cpus[3].kind == 'P');
}

TEST("a machine without sensors has none") {
  Machine machine;
  machine.read();
  CHECK(machine.reading.chips.empty() && machine.reading.places.cpus.empty());
}

TEST("the meters read the processor, batteries and energy alone") {
  Machine machine;
  for (const char* name : {"coretemp", "nvme", "cpu_thermal"}) {
    machine.file(std::string("class/hwmon/hwmon-") + name + "/name", name);
    machine.file(std::string("class/hwmon/hwmon-") + name + "/temp1_input", "30000");
  }
  machine.read(SensorScope::kMeters);
  EQUAL(machine.reading.chips.size(), 2u);
  machine.read();
  EQUAL(machine.reading.chips.size(), 3u);
}
