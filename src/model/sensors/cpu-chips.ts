import type { CpuPlace, Sensor, SensorChip, SensorReading } from '../machine/sensors.js';

/** Chips with the temperature of a processor: Intel's, AMD's, and what boards call theirs. */
const CPU_CHIP = /^(coretemp|k10temp|zenpower|k8temp|x86_pkg_temp|scpi_sensors|(cpu|soc).*)$/;
const PACKAGE_LABEL = /^(?:Package|Physical) id (\d+)$/;
const CORE_LABEL = /^Core (\d+)$/;

export function isOfCpu({ name, source }: SensorChip): boolean {
  return source === 'cpufreq' || source === 'rapl' || CPU_CHIP.test(name);
}

/**
 * The CPUs of the core that a temperature of coretemp is of. Its labels are numbers of cores within a package, in which there
 * are gaps.
 */
export function cpusOfCore(chip: SensorChip, { label }: Sensor, places: readonly CpuPlace[]): readonly CpuPlace[] {
  const core = CORE_LABEL.exec(label)?.[1];
  const ofPackage = packageOf(chip);
  if (core === undefined || ofPackage === undefined) return NONE;
  return places.filter((place) => place.package === ofPackage && place.core === Number(core));
}

const NONE: readonly CpuPlace[] = [];

function packageOf({ name, device, sensors }: SensorChip): number | undefined {
  if (name !== 'coretemp') return undefined;
  const labels = sensors.flatMap(({ label }) => PACKAGE_LABEL.exec(label)?.[1] ?? []);
  const found = labels[0] ?? /^coretemp\.(\d+)$/.exec(device)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The temperature of the hottest package, with what is too much for it. Undefined where none is known. */
export function hottestPackage(reading: SensorReading | undefined): Sensor | undefined {
  const sensors = (reading?.chips ?? []).flatMap((chip) => packageSensors(chip));
  return sensors.reduce<Sensor | undefined>(
    (hottest, sensor) => (hottest === undefined || sensor.value > hottest.value ? sensor : hottest),
    undefined,
  );
}

/** AMD's Tctl may have an offset, Tdie has none; where a chip has no sensor of the whole, its hottest one counts. */
function packageSensors(chip: SensorChip): readonly Sensor[] {
  if (chip.source === 'supply' || !CPU_CHIP.test(chip.name)) return [];
  const known = chip.sensors.filter(({ kind, value }) => kind === 'temperature' && !Number.isNaN(value));
  for (const label of [PACKAGE_LABEL, /^Tdie$/, /^Tctl$/]) {
    const whole = known.filter((sensor) => label.test(sensor.label));
    if (whole.length > 0) return whole;
  }
  return known;
}

/** The mean frequency of all CPUs; NaN if none is known. */
export function meanHertz(reading: SensorReading | undefined): number {
  const known = (reading?.chips ?? [])
    .flatMap(({ source, sensors }) => (source === 'cpufreq' ? sensors : []))
    .map(({ value }) => value)
    .filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** What all packages take together; NaN unless it is known of each. */
export function packageWatts(
  reading: SensorReading | undefined,
  watts: ReadonlyMap<number, number> | undefined,
): number {
  const packages = (reading?.chips ?? [])
    .flatMap(({ source, sensors }) => (source === 'rapl' ? sensors : []))
    .filter(({ kind, label }) => kind === 'power' && /^package-\d+$/.test(label));
  if (packages.length === 0) return Number.NaN;
  return packages.reduce((sum, { serial }) => sum + (watts?.get(serial) ?? Number.NaN), 0);
}
