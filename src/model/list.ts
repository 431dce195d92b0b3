import { columnById, findColumn } from './columns.js';
import type { Filter } from './filter.js';
import type { Sample } from './rates.js';
import { chooseRows, isKernelThread, isThread } from './row-choice.js';
import { type Sums, sumOf } from './selection-sums.js';
import { sortSlots } from './sort.js';
import { makeTree } from './tree.js';

export type ListInputs = {
  readonly sample: Sample;
  readonly filter?: Filter | undefined;
  /** Only the processes of these users, or with `negate` only of others; by name or number. */
  readonly users?: { readonly names: ReadonlySet<string>; readonly negate: boolean } | undefined;
  readonly pids?: ReadonlySet<number> | undefined;
  readonly tree: boolean;
  /** Serials of the closed branches. */
  readonly folded: ReadonlySet<number>;
  readonly sort: { readonly columnId: string; readonly descending: boolean };
  readonly showThreads: boolean;
  readonly showKernelThreads: boolean;
  /** Leaves out who used no CPU since the last sample. */
  readonly hideIdle: boolean;
  readonly unicode: boolean;
  /** Keeps the previous list's order; who was not in it comes last. */
  readonly holdOrder: boolean;
};

/** The rows of the process list in their order. */
export type List = {
  /** By row. */
  readonly slots: Int32Array;
  readonly count: number;
  /** By row, to know them again in a later sample. */
  readonly serials: Float64Array;
  /** By row, in a tree: the branches before the command. */
  readonly prefixes: readonly string[] | undefined;
  /** In a tree: what a closed branch holds, by the slot of its topmost process. */
  readonly folds: ReadonlyMap<number, Sums>;
  /** All rows that passed filter, user and PIDs, closed branches included. */
  readonly matching: number;
  /** All that could be shown: without filter, user, PIDs and hideIdle. */
  readonly total: number;
  /** Totals over the matching processes. */
  readonly sums: Sums;
};

const NO_FOLDS: ReadonlyMap<number, Sums> = new Map();

/** Chooses, orders and, in a tree, nests the rows. A tree shows matches only: their hidden ancestors stay hidden. */
export function makeList(inputs: ListInputs, previous?: List): List {
  const { sample, sort } = inputs;
  const { slots, total } = chooseRows(inputs);
  const column = findColumn(sort.columnId) ?? columnById('pid');
  sortSlots(slots, slots.length, sample, column, sort.descending, previous?.slots);
  const ordered = inputs.holdOrder && previous !== undefined ? holdOrder(slots, sample, previous) : slots;
  const tree = inputs.tree ? makeTree(ordered, sample, inputs.folded, inputs.unicode) : undefined;
  const rows = tree?.slots ?? ordered;
  return {
    slots: rows,
    count: rows.length,
    serials: serialsOf(rows, sample),
    prefixes: tree?.prefixes,
    folds: tree?.folds ?? NO_FOLDS,
    matching: slots.length,
    total,
    sums: sumOf(sample, slots),
  };
}

/** Not by Float64Array.from, which takes as long as all the rest of an ordinary list. */
function serialsOf(rows: Int32Array, { snapshot }: Sample): Float64Array {
  const serials = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) serials[row] = snapshot.processes.columns.serial[rows[row]];
  return serials;
}

/** The row a process is in, -1 when it is not in the list. */
export function rowOfSerial(list: List, { snapshot }: Sample, serial: number): number {
  const row = serial === 0 ? -1 : list.serials.indexOf(serial);
  return snapshot.processes.columns.serial[list.slots[row]] === serial ? row : -1;
}

/** The slot a process is in, -1 when it is gone. */
export function slotOfSerial({ snapshot }: Sample, serial: number): number {
  if (serial === 0) return -1;
  const slot = snapshot.processes.columns.serial.indexOf(serial);
  return slot < snapshot.processes.slots ? slot : -1;
}

export type TaskCounts = {
  /** Programs: without threads and kernel threads. */
  readonly processes: number;
  /** Threads of those programs. */
  readonly threads: number;
  readonly kernelThreads: number;
  /** Processes and kernel threads by state. */
  readonly running: number;
  readonly sleeping: number;
  /** In state D, which nothing can interrupt. */
  readonly blocked: number;
  readonly stopped: number;
  readonly zombie: number;
  readonly idle: number;
};

/** See proc_pid_stat(5). X, a process that is about to vanish, is with the zombies. */
const STATES: Readonly<Record<string, keyof TaskCounts>> = {
  R: 'running',
  S: 'sleeping',
  D: 'blocked',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
  X: 'zombie',
  I: 'idle',
};

/** Counts all tasks of the machine, shown or not. */
export function taskCounts(sample: Sample): TaskCounts {
  const { columns, slots } = sample.snapshot.processes;
  const counts = {
    processes: 0,
    threads: 0,
    kernelThreads: 0,
    running: 0,
    sleeping: 0,
    blocked: 0,
    stopped: 0,
    zombie: 0,
    idle: 0,
  };
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] === 0 || isThread(columns, slot)) continue;
    const state = STATES[String.fromCharCode(columns.state[slot])];
    if (state !== undefined) counts[state] += 1;
    if (isKernelThread(columns, slot)) counts.kernelThreads += 1;
    else {
      counts.processes += 1;
      counts.threads += columns.threads[slot];
    }
  }
  return counts;
}

/** Rows of the previous list stay where they were among themselves; the others follow in the order they came in. */
function holdOrder(slots: Int32Array, sample: Sample, previous: List): Int32Array {
  const { columns, slots: capacity } = sample.snapshot.processes;
  const place = new Int32Array(capacity).fill(previous.count);
  for (let row = 0; row < previous.count; row++) {
    const slot = previous.slots[row];
    if (slot < capacity && columns.serial[slot] === previous.serials[row]) place[slot] = row;
  }
  return slots.slice().sort((one, other) => place[one] - place[other]);
}
