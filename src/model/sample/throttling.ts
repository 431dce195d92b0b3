import type { Sample } from './sample.js';

/** Of a process: what `throttledPercent` is of the group that has its CPU time. NaN if unknown. */
export function throttledPercent({ snapshot, rates }: Sample, slot: number): number {
  const group = snapshot.processes.columns.cpuGroup[slot] ?? -1;
  return rates.groups?.throttledPercent[group] ?? Number.NaN;
}
