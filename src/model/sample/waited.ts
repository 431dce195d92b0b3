import type { Snapshot } from '../machine/snapshot.js';

/** For how long a task has not run, as far as it was seen; NaN if unknown. */
export function waitedSeconds({ processes, system }: Snapshot, slot: number): number {
  return Math.max(0, system.monotonicSeconds - processes.columns.ranSeconds[slot]);
}
