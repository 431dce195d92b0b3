import type { GroupTable } from '../machine/group-table.js';
import type { Sample } from './sample.js';

/** Of a process: what `throttledPercent` is of the group that has its CPU time. NaN if unknown. */
export function throttledPercent({ snapshot, rates }: Sample, slot: number): number {
  const group = snapshot.processes.columns.cpuGroup[slot] ?? -1;
  return rates.groups?.throttledPercent[group] ?? Number.NaN;
}

/** The same as `throttledPercent`, and 0 where there can be no quota. */
export function stoppedPercent(sample: Sample, slot: number): number {
  const { groups, processes } = sample.snapshot;
  const percent = throttledPercent(sample, slot);
  if (groups === undefined || !Number.isNaN(percent)) return percent;
  const group = processes.columns.cpuGroup[slot] ?? -1;
  const canBe = group < 0 ? groups.slots > 0 : countsThrottling(groups, group);
  return canBe ? Number.NaN : 0;
}

function countsThrottling({ columns, slots }: GroupTable, group: number): boolean {
  let steps = 0;
  for (let at = group; at >= 0 && steps < slots; at = columns.parent[at], steps++) {
    if (!Number.isNaN(columns.stoppedSeconds[at]) || !Number.isNaN(columns.throttledSeconds[at])) return true;
  }
  return false;
}
