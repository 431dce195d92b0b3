import type { CpuPlace, Sensor, SensorChip, SensorKind, SensorReading } from '../machine/sensors.js';
import type { Rows, Sample } from '../sample/sample.js';
import { cpusOfCore, isOfCpu } from './cpu-chips.js';

export type SensorRow = {
  readonly sensor: Sensor;
  readonly chip: SensorChip;
  /** With what follows from counters; NaN if unknown. */
  readonly value: number;
  /** The CPUs that it is of, if it is of single ones. */
  readonly cpus: readonly CpuPlace[];
};

export type SensorRows = Rows & { readonly sensors: readonly SensorRow[]; readonly reading: SensorReading | undefined };

/** The prepared rows of a sample may belong to another pane. */
function isSensorRows(rows: Rows): rows is SensorRows {
  return 'sensors' in rows;
}

/** Undefined while they have not been read. */
export function sensorRowsOf({ prepared }: Sample): SensorRows | undefined {
  return prepared !== undefined && isSensorRows(prepared) && prepared.reading !== undefined ? prepared : undefined;
}

/** What is looked for most stands first; machines with many CPUs have as many frequencies. */
const ORDER: readonly SensorKind[] = [
  ...(['temperature', 'battery', 'fan', 'power', 'voltage', 'current', 'energy', 'frequency'] as const),
];

/** Sorted by kind, the processor before other chips. */
export function makeSensorRows({ snapshot, rates }: Sample): SensorRows {
  const reading = snapshot.sensors;
  const all = (reading?.chips ?? []).flatMap((chip) =>
    chip.sensors.map((sensor) => ({
      sensor,
      chip,
      value: Number.isNaN(sensor.value) ? (rates.sensorWatts?.get(sensor.serial) ?? Number.NaN) : sensor.value,
      cpus: cpusOf(chip, sensor, reading?.cpus ?? []),
    })),
  );
  const rank = ({ sensor, chip }: SensorRow) => 2 * ORDER.indexOf(sensor.kind) + (isOfCpu(chip) ? 0 : 1);
  const sensors = all
    .map((row, index) => ({ row, index }))
    .sort((one, other) => rank(one.row) - rank(other.row) || one.index - other.index)
    .map(({ row }) => row);
  return {
    slots: sensors.length,
    serial: Float64Array.from(sensors, ({ sensor }) => sensor.serial),
    order: sensors.map((_, index) => index),
    sensors,
    reading,
  };
}

function cpusOf(chip: SensorChip, sensor: Sensor, places: readonly CpuPlace[]): readonly CpuPlace[] {
  if (chip.source !== 'cpufreq') return cpusOfCore(chip, sensor, places);
  return places.filter(({ cpu }) => sensor.name === `cpu${cpu}`);
}
