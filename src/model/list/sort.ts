import type { Rows, Sample } from '../sample/sample.js';
import type { Column, Value, ValueKind } from './column-kinds.js';

export type Sort = { readonly columnId: string; readonly descending: boolean };

/** `-cpuPercent` is largest first, `+pid` or `pid` smallest first. */
export function parseSort(text: string): Sort {
  const descending = text.startsWith('-');
  return { columnId: descending || text.startsWith('+') ? text.slice(1) : text, descending };
}

export function sortSetting({ columnId, descending }: Sort): string {
  return `${descending ? '-' : '+'}${columnId}`;
}

type Compare = (one: number, other: number) => number;

const TEXT_KINDS: ReadonlySet<ValueKind> = new Set<ValueKind>(['text', 'texts', 'flag']);

let numberKeys = new Float64Array(0);

/**
 * Sorts slots in place by a column. Equal rows are sorted by PID (or the pane's own order), and unknown values come
 * last in both directions. `before`, a similar order, only saves time.
 */
export function sortSlots(
  slots: Int32Array,
  sample: Sample,
  rows: Rows,
  column: Column,
  descending: boolean,
  before: Int32Array = new Int32Array(0),
): void {
  const compare = (TEXT_KINDS.has(column.kind) ? byText : byNumber)(slots, sample, rows, column, descending);
  const ordered = inOrderOf(before, slots, rows.slots);
  if (isInOrder(ordered, compare)) slots.set(ordered);
  // Array.sort makes one pass over sorted parts; TypedArray.sort does not.
  else slots.set(Array.from(ordered).sort(compare));
}

/** Mostly it is, and then nothing is allocated for thousands of rows. */
function isInOrder(slots: Int32Array, compare: Compare): boolean {
  for (let row = 1; row < slots.length; row++) if (!(compare(slots[row - 1], slots[row]) <= 0)) return false;
  return true;
}

let [orderedRows, isWaiting] = [new Int32Array(0), new Uint8Array(0)];

/** The slots of `before` in their order, then the new ones; valid until the next call. */
function inOrderOf(before: Int32Array, slots: Int32Array, capacity: number): Int32Array {
  if (orderedRows.length < slots.length) orderedRows = new Int32Array(slots.length + (slots.length >> 2));
  if (isWaiting.length < capacity) isWaiting = new Uint8Array(capacity + (capacity >> 2));
  const [ordered, waiting] = [orderedRows, isWaiting];
  let count = 0;
  for (let row = 0; row < slots.length; row++) waiting[slots[row]] = 1;
  for (const from of [before, slots]) {
    for (let row = 0; row < from.length; row++) {
      const slot = from[row];
      if (waiting[slot] !== 1) continue;
      waiting[slot] = 0;
      ordered[count++] = slot;
    }
  }
  return ordered.subarray(0, count);
}

function byNumber(slots: Int32Array, sample: Sample, rows: Rows, column: Column, descending: boolean): Compare {
  const { order, slots: capacity } = rows;
  if (numberKeys.length < capacity) numberKeys = new Float64Array(capacity + (capacity >> 2));
  const keys = numberKeys;
  for (let row = 0; row < slots.length; row++) {
    const slot = slots[row];
    keys[slot] = keyOf(column.value(sample, slot), descending);
  }
  // The difference of two unknown values is NaN, which is false: they are sorted by PID.
  return (one, other) => keys[one] - keys[other] || order[one] - order[other];
}

/** The same order as that of all slots, for a few comparisons. */
export function comparing(sample: Sample, rows: Rows, column: Column, descending: boolean): Compare {
  const { order } = rows;
  const key = (slot: number) => keyOf(column.value(sample, slot), descending);
  return (one, other) => key(one) - key(other) || order[one] - order[other];
}

function keyOf(value: Value, descending: boolean): number {
  const number = firstNumber(value);
  return typeof number !== 'number' ? Number.POSITIVE_INFINITY : descending ? -number : number;
}

/** By code unit: the same order in every locale. */
function byText(slots: Int32Array, sample: Sample, rows: Rows, column: Column, descending: boolean): Compare {
  const { order, slots: capacity } = rows;
  const texts: (string | undefined)[] = Array(capacity).fill(undefined);
  const { sortKey = (text: string) => text } = column;
  for (const slot of slots) {
    const text = column.value(sample, slot)?.toString();
    texts[slot] = text === undefined ? undefined : sortKey(text);
  }
  const sign = descending ? -1 : 1;
  return (one, other) => compareTexts(texts[one], texts[other], sign) || order[one] - order[other];
}

function compareTexts(one: string | undefined, other: string | undefined, sign: number): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return one < other ? -sign : sign;
}

/** Of several numbers, the first counts. */
function firstNumber(value: Value): Value {
  return typeof value === 'object' ? value[0] : value;
}
