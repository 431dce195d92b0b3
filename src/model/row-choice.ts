import { matches } from './filter.js';
import type { ListInputs } from './list.js';
import type { ProcessColumns } from './snapshot.js';

/** PF_KTHREAD of the kernel. */
const KERNEL_THREAD = 0x200000;

export type Choice = {
  /** What is to be shown, in no order. */
  readonly slots: Int32Array;
  /** How many there would be without filter, user, PIDs and hideIdle. */
  readonly total: number;
};

/** Chooses the rows of the list. */
export function chooseRows(inputs: ListInputs): Choice {
  const { columns, slots: capacity } = inputs.sample.snapshot.processes;
  const chosen = new Int32Array(capacity);
  let kept = 0;
  let total = 0;
  for (let slot = 0; slot < capacity; slot++) {
    if (columns.serial[slot] === 0 || !isKindShown(inputs, columns, slot)) continue;
    total += 1;
    if (isWanted(inputs, slot)) chosen[kept++] = slot;
  }
  return { slots: chosen.subarray(0, kept), total };
}

export function isThread({ pid, threadGroupId }: ProcessColumns, slot: number): boolean {
  return pid[slot] !== threadGroupId[slot];
}

export function isKernelThread({ flags }: ProcessColumns, slot: number): boolean {
  return (flags[slot] & KERNEL_THREAD) !== 0;
}

function isKindShown(inputs: ListInputs, columns: ProcessColumns, slot: number): boolean {
  return (
    (inputs.showThreads || !isThread(columns, slot)) && (inputs.showKernelThreads || !isKernelThread(columns, slot))
  );
}

/** Somebody whose CPU use is not known yet is not called idle. */
function isWanted({ sample, filter, users, pids, hideIdle }: ListInputs, slot: number): boolean {
  const { columns, userNames } = sample.snapshot.processes;
  if (hideIdle && sample.rates.cpuPercent[slot] === 0) return false;
  if (pids !== undefined && !pids.has(columns.threadGroupId[slot]) && !pids.has(columns.pid[slot])) return false;
  if (users !== undefined) {
    const uid = columns.uid[slot];
    const named = users.names.has(userNames.get(uid) ?? String(uid)) || users.names.has(String(uid));
    if (named === users.negate) return false;
  }
  return filter === undefined || matches(filter, sample, slot);
}
