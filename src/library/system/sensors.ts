import { batteryOf } from '../../model/machine/battery.js';
import type { SensorChip, SensorKind, SensorReading } from '../../model/machine/sensors.js';
import { procRoot, sysRoot } from '../../probe/roots.js';
import { createSensorProbe, type SensorProbe } from '../../probe/sensors.js';
import { wrongType } from '../errors.js';
import { byName } from '../records.js';

export type SensorTemperature = {
  /** As the driver has it; empty if it has none. */
  readonly label: string;
  readonly current: number;
  /** null where the driver says none; if it says one of the two, both have it, as in psutil. */
  readonly high: number | null;
  readonly critical: number | null;
};

export type SensorFan = {
  readonly label: string;
  /** Rotations per minute. */
  readonly current: number;
};

export type SensorBattery = {
  /** 0 to 100. */
  readonly percent: number;
  /** Seconds until it is empty; or POWER_TIME_UNKNOWN, or POWER_TIME_UNLIMITED while the mains supply the machine. */
  readonly secsleft: number;
  /** null if unknown. */
  readonly powerPlugged: boolean | null;
};

/** Something by the name of each chip; names are foreign text. */
export type ByChip<Value> = Readonly<Record<string, readonly Value[]>>;

/** What sensorsBattery has as `secsleft` in place of seconds. */
export const POWER_TIME_UNKNOWN = -1;
export const POWER_TIME_UNLIMITED = -2;

/**
 * Temperatures by chip, from /sys/class/hwmon, or where no chip has any from /sys/class/thermal: °C, or with `fahrenheit` °F.
 * A sensor that can't be read, or says what no sensor can have, is left out. A promise, because drivers may take their time;
 * one that does not answer within a second is left out too.
 */
export async function sensorsTemperatures(
  options: boolean | { readonly fahrenheit?: boolean | undefined } = {},
): Promise<ByChip<SensorTemperature>> {
  const fahrenheit = inFahrenheit(options);
  const degrees = (celsius: number) => (fahrenheit ? (celsius * 9) / 5 + 32 : celsius);
  const limit = (celsius: number) => (Number.isNaN(celsius) ? null : degrees(celsius));
  return byChip(await read(), 'temperature', ({ label, value, limit: high, critical }) => ({
    ...{ label, current: degrees(value) },
    high: limit(high) ?? limit(critical),
    critical: limit(critical) ?? limit(high),
  }));
}

/** Speeds of fans by chip, from /sys/class/hwmon. One that can't be read is left out. */
export async function sensorsFans(): Promise<ByChip<SensorFan>> {
  return byChip(await read(), 'fan', ({ label, value }) => ({ label, current: value }));
}

/**
 * The batteries that the machine lives on, as if they were one, from /sys/class/power_supply; null without one, or where
 * nothing is known of its charge. The time left is known only with the rate at which it is drained.
 */
export async function sensorsBattery(): Promise<SensorBattery | null> {
  const battery = batteryOf(await read());
  if (battery === undefined || Number.isNaN(battery.percent)) return null;
  const { percent, isPlugged, state, secondsLeft } = battery;
  const left = state === 'discharging' && !Number.isNaN(secondsLeft) ? Math.floor(secondsLeft) : POWER_TIME_UNKNOWN;
  return Object.freeze({
    percent,
    secsleft: isPlugged === true ? POWER_TIME_UNLIMITED : left,
    powerPlugged: isPlugged ?? null,
  });
}

/** By their roots: a chip that hangs is asked once, however often the library is. */
const probes = new Map<string, SensorProbe>();

function read(): Promise<SensorReading> {
  const roots = { procRoot: procRoot(), sysRoot: sysRoot() };
  const key = `${roots.procRoot}\0${roots.sysRoot}`;
  const probe = probes.get(key) ?? createSensorProbe(roots);
  probes.set(key, probe);
  return probe.read(true);
}

function byChip<Row>(
  { chips }: SensorReading,
  kind: SensorKind,
  toRow: (sensor: SensorChip['sensors'][number]) => Row,
): ByChip<Row> {
  const rows = new Map<string, Row[]>();
  for (const { name, sensors } of chips) {
    const known = sensors.filter((sensor) => sensor.kind === kind && !Number.isNaN(sensor.value));
    if (known.length === 0) continue;
    rows.set(name, [...(rows.get(name) ?? []), ...known.map((sensor) => Object.freeze(toRow(sensor)))]);
  }
  return byName([...rows]);
}

function inFahrenheit(options: boolean | { readonly fahrenheit?: unknown }): boolean {
  const { fahrenheit = false } = (typeof options === 'object' ? options : { fahrenheit: options }) ?? {};
  if (typeof fahrenheit === 'boolean') return fahrenheit;
  throw wrongType(`fahrenheit must be true or false (got ${typeof fahrenheit})`);
}
