import { addKnown } from '../sample/known.js';
import type { Rows, Sample } from '../sample/sample.js';
import type { Column } from './column-kinds.js';

/** A row of a tree that stands above others, and is not one of them: it has their sums. */
export type Head = {
  /** In the main column. Safe for a terminal. */
  readonly text: string;
  /** Slots of the rows below it that count. */
  readonly members: readonly number[];
};

/** By slot. */
export type Headed = ReadonlyMap<number, Head>;

export const NO_HEADS: Headed = new Map();

/** The sum of a column over some rows; NaN if nothing of it is known. */
export function sumOfColumn(column: Column, sample: Sample, members: readonly number[]): number {
  let sum = Number.NaN;
  for (const member of members) sum = addKnown(sum, Number(column.value(sample, member) ?? Number.NaN));
  return sum;
}

type Order = { readonly column: Column; readonly descending: boolean; readonly isSummed: boolean };

/** Slots of the heads by their sums, where the column has sums; otherwise, and where they are equal, in their own order. */
export function sortHeads(heads: Headed, sample: Sample, { column, descending, isSummed }: Order): readonly number[] {
  const slots = [...heads.keys()];
  if (!isSummed) return slots;
  const keys = new Map(
    Array.from(heads, ([slot, { members }]) => {
      const sum = sumOfColumn(column, sample, members);
      return [slot, Number.isNaN(sum) ? Number.POSITIVE_INFINITY : descending ? -sum : sum] as const;
    }),
  );
  // The difference of two unknown sums is NaN, which is false.
  return slots.sort((one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0) || 0);
}

/** The rows, and behind them their heads; with a list before this one, heads keep their places in it. */
export function withHeads(
  rows: Int32Array,
  heads: readonly number[],
  { serial }: Rows,
  before?: Float64Array,
): Int32Array {
  if (before === undefined) return joined(rows, heads);
  const placeOf = (slot: number) => {
    const place = before.indexOf(serial[slot]);
    return place < 0 ? before.length : place;
  };
  const places = new Map(heads.map((slot) => [slot, placeOf(slot)]));
  const held = [...heads].sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  return joined(rows, held);
}

function joined(rows: Int32Array, heads: readonly number[]): Int32Array {
  const all = new Int32Array(rows.length + heads.length);
  all.set(rows);
  all.set(heads, rows.length);
  return all;
}
