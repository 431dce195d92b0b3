import type { Rows, Sample } from '../sample/sample.js';
import { type Column, findColumn } from './column-kinds.js';
import { type Forest, processForest } from './family.js';
import { type Headed, NO_HEADS, sortHeads, withHeads } from './heads.js';
import type { ListInputs } from './list-inputs.js';
import { type Made, nextRows } from './next-list.js';
import type { TotalsSince, WriteTotals } from './pane.js';
import { chooseRows } from './row-choice.js';
import { sortSlots } from './sort.js';
import { makeTree } from './tree.js';

/** The sorted rows of a pane. */
export type List = {
  /** Where the list of the next sample can be made of it. */
  readonly made: Made | undefined;
  /** By row. */
  readonly slots: Int32Array;
  readonly count: number;
  /** By row, to find them again in a later sample. */
  readonly serials: Float64Array;
  /** By row, in a tree: the branches before the command. */
  readonly prefixes: readonly string[] | undefined;
  /** In a tree: the rows of a folded branch, by the slot of its root. */
  readonly folds: ReadonlyMap<number, readonly number[]>;
  /** In a tree: rows above others that are none of them; they count in no number of rows. */
  readonly heads: Headed;
  /** Number of rows that match filter, users and PIDs, including folded ones. */
  readonly matching: number;
  /** Number of rows without filter, users, PIDs and hideIdle. */
  readonly total: number;
  /** Over the matching rows. */
  readonly totals: WriteTotals;
  /** Rows of what has ended, by serial: they only show what was there, and have the slot -1. */
  readonly ended: ReadonlyMap<number, EndedRow>;
};

/** A row that stays for a moment. */
export type EndedRow = {
  readonly serial: number;
  /** Where it was. */
  readonly row: number;
  readonly prefix: string;
  /** By column: its last text, safe for a terminal. */
  readonly texts: ReadonlyMap<string, string>;
  /** Until then, in milliseconds of the caller's clock. */
  readonly until: number;
};

const NO_ENDED: List['ended'] = new Map();

/** The list with what has ended in the rows where it was. */
export function withEnded(list: List, all: readonly EndedRow[]): List {
  const ended = all.filter(({ serial }) => !list.serials.includes(serial));
  if (ended.length === 0) return list;
  const slots = [...list.slots];
  const serials = [...list.serials];
  const prefixes = list.prefixes && [...list.prefixes];
  for (const { row, serial, prefix } of [...ended].sort((one, other) => one.row - other.row)) {
    const at = Math.min(row, slots.length);
    slots.splice(at, 0, -1);
    serials.splice(at, 0, serial);
    prefixes?.splice(at, 0, prefix);
  }
  return {
    ...list,
    slots: Int32Array.from(slots),
    serials: Float64Array.from(serials),
    prefixes,
    count: slots.length,
    ended: new Map(ended.map((one) => [one.serial, one])),
  };
}

/** The nearest row that has not ended, first in this direction; -1 if there is none. */
export function livingRow({ slots, count }: List, row: number, direction: 1 | -1): number {
  for (const way of [direction, -direction]) {
    for (let at = row; at >= 0 && at < count; at += way) if (slots[at] >= 0) return at;
  }
  return -1;
}

const NO_FOLDS: ReadonlyMap<number, readonly number[]> = new Map();

/**
 * Filters, sorts and, in a tree, nests the rows. A tree shows only matching rows, not their other ancestors.
 * Undefined until the pane's rows have been read.
 */
export function makeList(inputs: ListInputs, previous?: List): List | undefined {
  const { pane, sample, sort } = inputs;
  const known = pane.rows(sample);
  if (known === undefined) return undefined;
  const column = findColumn(pane.columns, sort.columnId) ?? pane.columns[0];
  const next = previous && nextRows(inputs, column, known, previous);
  return next === undefined ? makeAnew(inputs, column, known, previous) : plainList(inputs, column, next, next.since);
}

function makeAnew(inputs: ListInputs, column: Column, known: Rows, previous: List | undefined): List {
  const { pane, sample, sort } = inputs;
  const { slots, total } = chooseRows(pane, known, inputs, inputs.filter);
  sortSlots(slots, sample, known, column, sort.descending, previous?.slots);
  const ordered = inputs.holdOrder && previous !== undefined ? holdOrder(slots, known, previous) : slots;
  const heads = (inputs.tree && pane.heads?.(sample, ordered)) || NO_HEADS;
  const isSummed = pane.summedIds?.includes(column.id) ?? false;
  const all =
    heads.size === 0
      ? ordered
      : withHeads(
          ordered,
          sortHeads(heads, sample, { column, descending: sort.descending, isSummed }),
          known,
          inputs.holdOrder ? previous?.serials : undefined,
        );
  const tree = inputs.tree ? makeTree(all, forestOf(inputs), inputs.folded, inputs.unicode) : undefined;
  const rows = tree?.slots ?? ordered;
  const serials = serialsOf(rows, known);
  return {
    made: pane.slotsChanged && { inputs, column, slots: rows, serials },
    slots: rows,
    count: rows.length,
    serials,
    prefixes: tree?.prefixes,
    folds: tree?.folds ?? NO_FOLDS,
    heads,
    matching: slots.length,
    total,
    totals: pane.totals(sample, slots),
    ended: NO_ENDED,
  };
}

/** All rows, one below the other. */
function plainList(
  inputs: ListInputs,
  column: Column,
  { slots, serials }: Pick<List, 'slots' | 'serials'>,
  since: TotalsSince,
): List {
  const count = slots.length;
  const kept = { slots, serials, count, matching: count, total: count, heads: NO_HEADS, ended: NO_ENDED };
  const totals = inputs.pane.totals(inputs.sample, slots, since);
  return { ...kept, made: { inputs, column, slots, serials }, prefixes: undefined, folds: NO_FOLDS, totals };
}

/** Which row is below which. */
export function forestOf({ pane, sample, own }: Pick<ListInputs, 'pane' | 'sample' | 'own'>): Forest {
  return pane.forest?.(sample, own) ?? processForest(sample);
}

/** Float64Array.from would take as long as the rest of making a list. */
function serialsOf(slots: Int32Array, { serial }: Rows): Float64Array {
  const serials = new Float64Array(slots.length);
  for (let row = 0; row < slots.length; row++) serials[row] = serial[slots[row]];
  return serials;
}

/** The row of a serial, -1 if it is not in the list. */
export function rowOfSerial(list: List, rows: Rows, serial: number): number {
  const row = serial === 0 ? -1 : list.serials.indexOf(serial);
  return rows.serial[list.slots[row]] === serial ? row : -1;
}

/** The slot of a serial, -1 if it is gone. */
export function slotOf(rows: Rows, serial: number): number {
  if (serial === 0) return -1;
  const slot = rows.serial.indexOf(serial);
  return slot < rows.slots ? slot : -1;
}

/** The slot of a process, -1 if it is gone. */
export function slotOfSerial({ snapshot }: Sample, serial: number): number {
  const { slots, columns } = snapshot.processes;
  return slotOf({ slots, serial: columns.serial, order: columns.pid }, serial);
}

/**
 * Rows of the previous list keep their order; new ones follow in the given order. Rows are identified by their serials:
 * in some panes a row may have another slot in each sample.
 */
function holdOrder(slots: Int32Array, rows: Rows, previous: List): Int32Array {
  const rowOf = new Map<number, number>();
  for (let row = 0; row < previous.count; row++) rowOf.set(previous.serials[row], row);
  const place = new Int32Array(rows.slots);
  for (const slot of slots) place[slot] = rowOf.get(rows.serial[slot]) ?? previous.count;
  return slots.slice().sort((one, other) => place[one] - place[other]);
}
