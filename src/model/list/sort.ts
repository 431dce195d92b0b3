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
  // Array.sort makes one pass over sorted input; TypedArray.sort does not.
  slots.set(inOrderOf(before, slots, rows.slots).sort(compare));
}

/** The slots of `before` in their order, then the new ones. */
function inOrderOf(before: Int32Array, slots: Int32Array, capacity: number): number[] {
  const waiting = new Uint8Array(capacity);
  const ordered: number[] = [];
  const take = (slot: number) => {
    if (waiting[slot] !== 1) return;
    waiting[slot] = 0;
    ordered.push(slot);
  };
  for (let row = 0; row < slots.length; row++) waiting[slots[row]] = 1;
  for (let row = 0; row < before.length; row++) take(before[row]);
  for (let row = 0; row < slots.length; row++) take(slots[row]);
  return ordered;
}

function byNumber(slots: Int32Array, sample: Sample, rows: Rows, column: Column, descending: boolean): Compare {
  const { order, slots: capacity } = rows;
  if (numberKeys.length < capacity) numberKeys = new Float64Array(capacity + (capacity >> 2));
  const keys = numberKeys;
  for (let row = 0; row < slots.length; row++) {
    const slot = slots[row];
    const value = firstNumber(column.value(sample, slot));
    keys[slot] = typeof value !== 'number' ? Number.POSITIVE_INFINITY : descending ? -value : value;
  }
  // The difference of two unknown values is NaN, which is false: they are sorted by PID.
  return (one, other) => keys[one] - keys[other] || order[one] - order[other];
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
