import type { Sample } from './sample.js';

/** Totals over some processes. NaN if unknown for all of them. */
export type Sums = {
  readonly processes: number;
  /** 100 is one CPU. */
  readonly cpuPercent: number;
  /** Pages shared by several of them count several times. */
  readonly residentBytes: number;
};

/** Adds up processes, without threads: the figures of a process include its threads. */
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

/** The sum of the known values; NaN only if both are unknown. */
export function addKnown(one: number, other: number): number {
  if (Number.isNaN(one)) return other;
  return Number.isNaN(other) ? one : one + other;
}
