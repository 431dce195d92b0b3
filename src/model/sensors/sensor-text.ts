import { batteryOf } from '../machine/battery.js';
import { type CpuPlace, SENSOR_UNITS, type SensorKind } from '../machine/sensors.js';
import { clean } from '../text/text.js';
import { formatSpan } from '../text/units.js';
import type { SensorRow } from './sensor-rows.js';

/** A value with its unit: 52.0°C, 1230rpm, 3.20GHz. */
export function writeAmount(kind: SensorKind, value: number, unicode: boolean): string {
  const unit = unicode ? SENSOR_UNITS[kind] : SENSOR_UNITS[kind].replace('°', '');
  return kind === 'frequency' ? writeHertz(value) : `${value.toFixed(DECIMALS[kind])}${unit}`;
}

const DECIMALS: Readonly<Record<Exclude<SensorKind, 'frequency'>, number>> = {
  temperature: 1,
  fan: 0,
  power: 1,
  voltage: 2,
  current: 2,
  energy: 0,
  battery: 0,
};

export function writeHertz(hertz: number): string {
  return hertz < 1e9 ? `${(hertz / 1e6).toFixed(0)}MHz` : `${(hertz / 1e9).toFixed(2)}GHz`;
}

/** What there is to say of a sensor beside its value. Safe for a terminal. */
export function stateText(row: SensorRow): string {
  const { chip, sensor } = row;
  if (!Number.isNaN(chip.silentSeconds)) return `no answer for ${formatSpan(chip.silentSeconds)}`;
  const refused = refusedText(sensor.refused);
  if (refused !== '') return refused;
  const parts = [levelText(row), supplyText(row), ...cpuTexts(row)];
  return parts.filter((part) => part !== '').join(', ');
}

function refusedText(code: string): string {
  if (code === '') return '';
  if (code === 'EACCES' || code === 'EPERM') return 'not permitted';
  return code === 'ENODATA' ? 'no reading' : `can't be read (${code})`;
}

/** Whether it is as it is meant to be. */
export type Level = 'critical' | 'alarm' | 'high' | 'low' | 'fine';

export function levelOf({ sensor, value }: SensorRow): Level {
  if (value >= sensor.critical) return 'critical';
  if (sensor.alarm) return 'alarm';
  // A CPU is meant to run at its highest frequency, and a package at its limit of power.
  const isBound = sensor.kind === 'temperature' || sensor.kind === 'voltage' || sensor.kind === 'current';
  if (isBound && value > sensor.limit) return 'high';
  return (sensor.kind === 'fan' || sensor.kind === 'voltage') && value < sensor.least ? 'low' : 'fine';
}

const LEVEL_TEXTS: Readonly<Record<Level, string>> = {
  critical: 'CRITICAL',
  alarm: 'ALARM',
  high: 'above its limit',
  low: 'below its limit',
  fine: '',
};

function levelText(row: SensorRow): string {
  return LEVEL_TEXTS[levelOf(row)];
}

function supplyText({ chip, sensor }: SensorRow): string {
  if (sensor.kind !== 'battery' || chip.supply === undefined) return '';
  const own = batteryOf({ chips: [{ ...chip, supply: { ...chip.supply, isOfDevice: false } }] });
  const left = own === undefined ? '' : leftText(own.state, own.secondsLeft);
  return [clean(chip.supply.status).toLowerCase(), left].filter((part) => part !== '').join(', ');
}

/** `2h14 left`, `full in 45m`; nothing where the rate is not known. */
export function leftText(state: string, secondsLeft: number): string {
  if (Number.isNaN(secondsLeft)) return '';
  return state === 'charging' ? `full in ${formatSpan(secondsLeft)}` : `${formatSpan(secondsLeft)} left`;
}

/** `CPU 0, 16`, `P core`, `base 2.40GHz`. */
function cpuTexts({ cpus, sensor }: SensorRow): readonly string[] {
  const [first] = cpus;
  if (first === undefined) return [];
  const kind = first.kind === '' ? [] : [`${first.kind} core`];
  if (sensor.kind !== 'frequency') return [`CPU ${cpus.map(({ cpu }) => cpu).join(' ')}`, ...kind];
  const base = Number.isNaN(first.baseHertz) ? [] : [`base ${writeHertz(first.baseHertz)}`];
  return [...kind, ...base, ...siblingTexts(first)];
}

function siblingTexts({ cpu, siblings }: CpuPlace): readonly string[] {
  const others = siblings.filter((sibling) => sibling !== cpu);
  return others.length === 0 ? [] : [`core shared with CPU ${others.join(' ')}`];
}
