import { writeText } from '../list/cell-text.js';
import { type CellContext, type Column, columnKinds, extra, isInJson, oneOf } from '../list/column-kinds.js';
import { SENSOR_KINDS, SENSOR_UNITS } from '../machine/sensors.js';
import type { Sample } from '../sample/sample.js';
import { sensorRowsOf } from './sensor-rows.js';
import { stateText, writeAmount } from './sensor-text.js';

const columnKind = columnKinds(sensorRowsOf);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const amount = columnKind<number>('number', 'right', 'descending', String);
const list = columnKind<readonly number[]>('numbers', 'left', 'ascending', (numbers) => numbers.join(' '));

/** An amount that is shown with its unit. */
function inUnits<Id extends string>(column: Column<Id>): Column<Id> {
  const text = (sample: Sample, slot: number, { unicode }: CellContext) => {
    const [row, value] = [sensorRowsOf(sample)?.sensors[slot], column.value(sample, slot)];
    return row === undefined || typeof value !== 'number' ? '-' : writeAmount(row.sensor.kind, value, unicode);
  };
  return { ...column, text };
}

/** The columns of the sensors. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const SENSOR_COLUMNS = [
  oneOf(SENSOR_KINDS, label('kind', 'KIND', 11, [], 'What it measures', ({ sensors }, slot) => sensors[slot].sensor.kind)),
  label('chip', 'CHIP', 14, ['driver'], 'Chip, battery or driver that it is read from', ({ sensors }, slot) => sensors[slot].chip.name),
  label('label', 'LABEL', 16, ['name'], 'What the driver calls it; else as its files are called', ({ sensors }, slot) => sensors[slot].sensor.label || sensors[slot].sensor.name),
  inUnits(amount('value', 'VALUE', 9, ['v'], 'In °C, rpm, W, V, A, J, % or Hz; - if it says nothing or what no sensor can have', ({ sensors }, slot) => sensors[slot].value)),
  label('unit', 'UNIT', 4, [], 'Unit of its value and its limits', ({ sensors }, slot) => SENSOR_UNITS[sensors[slot].sensor.kind]),
  inUnits(amount('limit', 'LIMIT', 9, ['max', 'high'], 'The highest that is meant', ({ sensors }, slot) => sensors[slot].sensor.limit)),
  extra(inUnits(amount('critical', 'CRIT', 9, ['crit'], 'Where the hardware protects itself', ({ sensors }, slot) => sensors[slot].sensor.critical))),
  extra(inUnits(amount('least', 'LEAST', 9, ['min', 'low'], 'The lowest that is meant, such as of a fan', ({ sensors }, slot) => sensors[slot].sensor.least))),
  extra(label('device', 'DEVICE', 12, ['dev'], 'What the chip belongs to, such as nvme0', ({ sensors }, slot) => sensors[slot].chip.device)),
  extra(list('cpus', 'CPUS', 8, ['cpu'], 'The CPUs that it is of: those of a core, by its package and number', ({ sensors }, slot) => known(sensors[slot].cpus.map(({ cpu }) => cpu)))),
  extra(amount('place', 'PLACE', 5, [], 'Its place: temperatures, batteries, fans, power …, the processor first', (_, slot) => slot + 1)),
  extra(label('state', 'STATE', 30, ['status'], 'Alarms, why it is unknown; time left of a battery; CPUs, kind of core', ({ sensors }, slot) => stateText(sensors[slot]))),
] satisfies readonly Column[];

type SensorColumnId = (typeof SENSOR_COLUMNS)[number]['id'];

export const DEFAULT_SENSOR_COLUMN_IDS: readonly SensorColumnId[] = [
  ...(['kind', 'chip', 'label', 'value', 'limit', 'critical', 'device', 'state'] as const),
];

/** The columns of JSON and CSV by default. Scripts rely on these ids. */
export const SENSOR_JSON_COLUMN_IDS: readonly string[] = SENSOR_COLUMNS.filter(isInJson).map(({ id }) => id);

function known(numbers: readonly number[]): readonly number[] | undefined {
  return numbers.length === 0 ? undefined : numbers;
}
