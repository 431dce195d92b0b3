import { addKnown } from './known.js';
import type { Sample } from './sample.js';
import { wordsOf } from './words.js';

/** Totals over some processes. NaN if unknown for all of them. */
export type Sums = {
  readonly processes: number;
  /** 100 is one CPU. */
  readonly cpuPercent: number;
  /** Pages shared by several of them count several times. */
  readonly residentBytes: number;
};

/** Adds up processes, without threads: the figures of a process include its threads. */
export function sumOf(sample: Sample, slots: ArrayLike<number>): Sums {
  const { columns } = sample.snapshot.processes;
  const percents = sample.rates.cpuPercent;
  // Most are 0, and that is seen without making a number.
  const words = wordsOf(percents);
  let processes = 0;
  let cpuPercent = Number.NaN;
  let residentBytes = Number.NaN;
  for (let at = 0; at < slots.length; at++) {
    const slot = slots[at];
    if (columns.pid[slot] !== columns.threadGroupId[slot]) continue;
    processes += 1;
    if (words[2 * slot] !== 0 || words[2 * slot + 1] !== 0) cpuPercent = addKnown(cpuPercent, percents[slot]);
    else if (Number.isNaN(cpuPercent)) cpuPercent = 0;
    residentBytes = addKnown(residentBytes, columns.residentBytes[slot]);
  }
  return { processes, cpuPercent, residentBytes };
}
