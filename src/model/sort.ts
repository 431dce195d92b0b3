import type { Column } from './column-kinds.js';
import type { Sample } from './rates.js';

let numberKeys = new Float64Array(0);

/**
 * Orders the first `count` slots in place by a column. Equal ones keep the order of their PIDs, and what is unknown
 * comes last, whichever way the order goes.
 */
export function sortSlots(slots: Int32Array, count: number, sample: Sample, column: Column, descending: boolean): void {
  const shown = slots.subarray(0, count);
  if (column.kind === 'text') sortByText(shown, sample, column, descending);
  else sortByNumber(shown, sample, column, descending);
}

function sortByNumber(slots: Int32Array, sample: Sample, column: Column, descending: boolean): void {
  const { columns, slots: capacity } = sample.snapshot.processes;
  if (numberKeys.length < capacity) numberKeys = new Float64Array(capacity + (capacity >> 2));
  const keys = numberKeys;
  for (const slot of slots) {
    const value = column.value(sample, slot);
    keys[slot] = typeof value !== 'number' ? Number.POSITIVE_INFINITY : descending ? -value : value;
  }
  // Two unknowns differ by NaN, which is false, and so go by their PIDs too.
  slots.sort((one, other) => keys[one] - keys[other] || columns.pid[one] - columns.pid[other]);
}

/** By code unit: the same order under every locale. */
function sortByText(slots: Int32Array, sample: Sample, column: Column, descending: boolean): void {
  const { pid } = sample.snapshot.processes.columns;
  const texts: (string | undefined)[] = Array(sample.snapshot.processes.slots).fill(undefined);
  for (const slot of slots) texts[slot] = column.value(sample, slot)?.toString();
  const sign = descending ? -1 : 1;
  slots.sort((one, other) => compareTexts(texts[one], texts[other], sign) || pid[one] - pid[other]);
}

function compareTexts(one: string | undefined, other: string | undefined, sign: number): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return one < other ? -sign : sign;
}
