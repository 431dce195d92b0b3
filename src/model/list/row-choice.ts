import { isKernelThread, isThread } from '../machine/process-kinds.js';
import type { Rows, Sample } from '../sample/sample.js';
import { type Filter, matches } from './condition.js';
import type { Narrowing, Pane } from './pane.js';

export type Choice = {
  /** The slots to show, unsorted. */
  readonly slots: Int32Array;
  /** Number of rows without filter, users, PIDs and hideIdle. */
  readonly total: number;
};

/** Filters the rows of a pane. */
export function chooseRows(pane: Pane, rows: Rows, narrowing: Narrowing, filter: Filter | undefined): Choice {
  const { slots: capacity, serial } = rows;
  const chosen = new Int32Array(capacity);
  let kept = 0;
  let total = 0;
  for (let slot = 0; slot < capacity; slot++) {
    if (serial[slot] === 0 || !pane.isOfKind(narrowing, slot)) continue;
    total += 1;
    if (!pane.isWanted(narrowing, slot)) continue;
    if (filter === undefined || matches(filter, narrowing.sample, slot)) chosen[kept++] = slot;
  }
  return { slots: chosen.subarray(0, kept), total };
}

/** Whether the filter leaves a row. */
export function hasRow(pane: Pane, { slots, serial }: Rows, narrowing: Narrowing, filter: Filter): boolean {
  for (let slot = 0; slot < slots; slot++) {
    if (serial[slot] === 0 || !matches(filter, narrowing.sample, slot)) continue;
    if (pane.isOfKind(narrowing, slot) && pane.isWanted(narrowing, slot)) return true;
  }
  return false;
}

type Kinds = Pick<Narrowing, 'sample' | 'showThreads' | 'showKernelThreads'>;

export function isKindShown({ sample, showThreads, showKernelThreads }: Kinds, slot: number): boolean {
  const { columns } = sample.snapshot.processes;
  return (showThreads || !isThread(columns, slot)) && (showKernelThreads || !isKernelThread(columns, slot));
}

/** A process with unknown CPU use does not count as idle. */
export function isProcessWanted({ sample, users, pids, hideIdle, alone }: Narrowing, slot: number): boolean {
  if (alone !== undefined && !alone.has(slot)) return false;
  const { columns } = sample.snapshot.processes;
  if (hideIdle && sample.rates.cpuPercent[slot] === 0) return false;
  if (pids !== undefined && !pids.has(columns.threadGroupId[slot]) && !pids.has(columns.pid[slot])) return false;
  return isOfUsers(users, sample, columns.uid[slot]);
}

/** Whether a user is among the wanted ones, by name or UID; an unknown user never is. */
export function isOfUsers(users: Narrowing['users'], { snapshot }: Sample, uid: number | undefined): boolean {
  if (users === undefined) return true;
  if (uid === undefined) return false;
  const name = snapshot.processes.userNames.get(uid) ?? String(uid);
  return (users.names.has(name) || users.names.has(String(uid))) !== users.negate;
}
