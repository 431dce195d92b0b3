import type { Column, Value, ValueKind } from '../model/list/column-kinds.js';
import type { Sample } from '../model/sample/sample.js';

/** Significant decimals: bytes are whole, and the kernel counts time in hundredths of a second. */
const DECIMALS: Readonly<Record<Exclude<ValueKind, 'text' | 'texts' | 'flag'>, number>> = {
  number: 3,
  numbers: 3,
  bytes: 0,
  percent: 2,
  seconds: 2,
  milliseconds: 3,
  time: 2,
};

/** A column's value for JSON and CSV: rounded numbers, exact text, undefined if unknown. */
export function exactValue(column: Column, sample: Sample, slot: number): Value {
  const value = column.value(sample, slot);
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) return undefined;
  const decimals: number | undefined = (DECIMALS as Partial<Record<ValueKind, number>>)[column.kind];
  return decimals === undefined ? value : round(value, decimals);
}

export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

/** The time of the sample in RFC 3339 format. */
export function sampleTime({ snapshot }: Sample): string {
  return new Date(snapshot.system.wallClockMilliseconds).toISOString();
}
