import type { Rows } from '../sample/sample.js';
import type { Column } from './column-kinds.js';
import type { ListInputs } from './list-inputs.js';
import type { TotalsSince, WriteTotals } from './pane.js';
import { comparing } from './sort.js';

/** How a list was made, and its rows before any that have ended were put between them. */
export type Made = {
  readonly inputs: ListInputs;
  readonly column: Column;
  readonly slots: Int32Array;
  readonly serials: Float64Array;
};

type List = { readonly made: Made | undefined; readonly totals: WriteTotals };

export type NextRows = Pick<Made, 'slots' | 'serials'> & { readonly since: TotalsSince };

/**
 * The rows of the next sample, where only some differ: those are taken out and put where they belong, and thousands of
 * others are not looked at. Undefined where that can't be known.
 */
export function nextRows(inputs: ListInputs, column: Column, rows: Rows, { made, totals }: List): NextRows | undefined {
  if (made === undefined || !isSameChoice({ inputs, column }, made)) return undefined;
  const before = made.inputs.sample;
  const changed = inputs.pane.slotsChanged?.(before, inputs.sample);
  if (changed === undefined) return undefined;
  const differing = distinct(changed);
  const { slots, serials, kept, left } = withoutMarked(made, rows.slots, differing.length);
  for (const slot of differing) isMarked[slot] = 0;
  const compare = comparing(inputs.sample, rows, column, inputs.sort.descending);
  const came = shown(inputs, rows, differing).sort(compare);
  // From the last one on, so that each row moves once.
  let end = kept;
  for (let index = came.length - 1; index >= 0; index--) {
    const slot = came[index];
    const at = placeOf(slot, slots, end, compare);
    slots.copyWithin(at + index + 1, at, end);
    serials.copyWithin(at + index + 1, at, end);
    slots[at + index] = slot;
    serials[at + index] = rows.serial[slot];
    end = at;
  }
  const count = kept + came.length;
  return {
    slots: slots.subarray(0, count),
    serials: serials.subarray(0, count),
    since: { before, totals, left, came },
  };
}

type Choice = Pick<Made, 'inputs' | 'column'>;

function isSameChoice({ inputs, column }: Choice, made: Choice): boolean {
  const before = made.inputs;
  const isSameOrder = made.column === column && before.sort.descending === inputs.sort.descending;
  const isSameKind = before.showThreads === inputs.showThreads && before.showKernelThreads === inputs.showKernelThreads;
  return column.isOfRow === true && isSameOrder && isSameKind && isPlain(inputs) && isPlain(before);
}

/** Which rows there are, and in which order, depends on nothing but the rows themselves. */
function isPlain({ filter, users, pids, alone, hideIdle, tree, holdOrder }: ListInputs): boolean {
  const isNarrowed = [filter, users, pids, alone].some((one) => one !== undefined);
  return !isNarrowed && !hideIdle && !tree && !holdOrder;
}

/** The rows that stay as they are, in their order, with room for more; and the slots of the others. */
function withoutMarked({ slots, serials }: Made, capacity: number, more: number) {
  const left: number[] = [];
  const [staying, theirs] = [new Int32Array(slots.length + more), new Float64Array(slots.length + more)];
  let kept = 0;
  for (let row = 0; row < slots.length; row++) {
    const slot = slots[row];
    if (slot >= capacity || isMarked[slot] === 1) {
      left.push(slot);
      continue;
    }
    staying[kept] = slot;
    theirs[kept++] = serials[row];
  }
  return { slots: staying, serials: theirs, kept, left };
}

let isMarked = new Uint8Array(0);

/** Each of the slots once, and marked. */
function distinct(all: readonly Int32Array[]): readonly number[] {
  const slots: number[] = [];
  for (const some of all) {
    // They are ascending.
    const capacity = 1 + (some.at(-1) ?? 0);
    if (isMarked.length < capacity) isMarked = grown(isMarked, capacity);
    for (let index = 0; index < some.length; index++) {
      const slot = some[index];
      if (isMarked[slot] === 1) continue;
      isMarked[slot] = 1;
      slots.push(slot);
    }
  }
  return slots;
}

function grown(marks: Uint8Array, capacity: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(capacity + (capacity >> 2));
  larger.set(marks);
  return larger;
}

function shown(inputs: ListInputs, rows: Rows, slots: readonly number[]): number[] {
  const { pane } = inputs;
  return slots.filter(
    (slot) =>
      slot < rows.slots && rows.serial[slot] !== 0 && pane.isOfKind(inputs, slot) && pane.isWanted(inputs, slot),
  );
}

/** Before the first of so many ordered slots that comes after it. */
function placeOf(
  slot: number,
  slots: Int32Array,
  count: number,
  compare: (one: number, other: number) => number,
): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(slots[middle], slot) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
