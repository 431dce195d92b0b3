import type { Sample } from './sample.js';

/** Totals over some processes. NaN when nothing is known of any of them. */
export type Sums = {
  readonly processes: number;
  /** Share of one CPU. */
  readonly cpuPercent: number;
  /** Pages that several of them share count several times. */
  readonly residentBytes: number;
};

/** Adds up processes. Threads among them are left out, for their process has them in its figures. */
export function sumOf(sample: Sample, slots: Iterable<number>): Sums {
  const { columns } = sample.snapshot.processes;
  let processes = 0;
  let cpuPercent = Number.NaN;
  let residentBytes = Number.NaN;
  for (const slot of slots) {
    if (columns.pid[slot] !== columns.threadGroupId[slot]) continue;
    processes += 1;
    cpuPercent = addKnown(cpuPercent, sample.rates.cpuPercent[slot]);
    residentBytes = addKnown(residentBytes, columns.residentBytes[slot]);
  }
  return { processes, cpuPercent, residentBytes };
}

/** A sum of what is known; NaN only where neither is. */
export function addKnown(one: number, other: number): number {
  if (Number.isNaN(one)) return other;
  return Number.isNaN(other) ? one : one + other;
}
