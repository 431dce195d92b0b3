import { isKernelThread, isThread } from '../machine/process-kinds.js';
import type { ProcessColumns, ProcessTable } from '../machine/snapshot.js';
import { rowsChanged } from './changed.js';

/** What is counted over all processes of a reading. */
export type Tally = {
  /** Processes and kernel threads by the code of their state. */
  readonly states: Int32Array;
  /** Without threads and kernel threads. */
  processes: number;
  /** Threads of those processes. */
  threads: number;
  kernelThreads: number;
  /** In state D, with the threads that were read. */
  uninterruptible: number;
  longPids: number;
  longUids: number;
  /** Of which it was read how long they waited. */
  delays: number;
};

/** PIDs of more than five digits, and UIDs of more than eight. */
const LARGEST_SHORT_PID = 99_999;
const LARGEST_SHORT_UID = 99_999_999;

export function isLongUid(uid: number): boolean {
  return uid > LARGEST_SHORT_UID;
}

const UNINTERRUPTIBLE = 'D'.charCodeAt(0);

const known = new WeakMap<ProcessTable, Tally>();

/** Counted once per reading. */
export function tallyOf(table: ProcessTable): Tally {
  const found = known.get(table) ?? countAll(table);
  known.set(table, found);
  return found;
}

/** Counts a reading by the rows in which it differs from the one before, while that one may still be read. */
export function countNext(table: ProcessTable, before: ProcessTable | undefined): void {
  const rows = rowsChanged(before, table);
  const last = before && known.get(before);
  if (before === undefined || rows === undefined || last === undefined || !Number.isSafeInteger(last.threads)) return;
  const tally = { ...last, states: last.states.slice() };
  for (let index = 0; index < rows.length; index++) {
    addRow(tally, before, rows[index], -1);
    addRow(tally, table, rows[index], 1);
  }
  for (let slot = table.slots; slot < before.slots; slot++) addRow(tally, before, slot, -1);
  known.set(table, tally);
}

/** Whether it was read of any process how long it waited. */
export function hasDelays(table: ProcessTable): boolean {
  const tally = known.get(table);
  if (tally !== undefined) return tally.delays > 0;
  const { columns, slots } = table;
  for (let slot = 0; slot < slots; slot++) {
    if (columns.cpuDelaySeconds[slot] >= 0 && columns.serial[slot] !== 0) return true;
  }
  return false;
}

function countAll(table: ProcessTable): Tally {
  const none = { processes: 0, threads: 0, kernelThreads: 0, uninterruptible: 0, longPids: 0, longUids: 0, delays: 0 };
  const tally = { states: new Int32Array(256), ...none };
  for (let slot = 0; slot < table.slots; slot++) addRow(tally, table, slot, 1);
  return tally;
}

function addRow(tally: Tally, { columns, slots }: ProcessTable, slot: number, by: 1 | -1): void {
  if (slot < slots && columns.serial[slot] !== 0) add(tally, columns, slot, by);
}

function add(tally: Tally, columns: ProcessColumns, slot: number, by: 1 | -1): void {
  const state = columns.state[slot];
  if (state === UNINTERRUPTIBLE) tally.uninterruptible += by;
  if (columns.pid[slot] > LARGEST_SHORT_PID) tally.longPids += by;
  if (isLongUid(columns.uid[slot])) tally.longUids += by;
  if (columns.cpuDelaySeconds[slot] >= 0) tally.delays += by;
  if (isThread(columns, slot)) return;
  tally.states[state] += by;
  if (isKernelThread(columns, slot)) tally.kernelThreads += by;
  else {
    tally.processes += by;
    tally.threads += by * columns.threads[slot];
  }
}
