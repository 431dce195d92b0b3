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
  /** Of how many of them these two are known. */
  readonly knownPercents: number;
  readonly knownBytes: number;
};

/** Adds up processes, without threads: the figures of a process include its threads. */
export function sumOf(sample: Sample, slots: ArrayLike<number>): Sums {
  const { columns } = sample.snapshot.processes;
  const percents = sample.rates.cpuPercent;
  // Most are 0, and that is seen without making a number.
  const words = wordsOf(percents);
  let [processes, knownPercents, knownBytes] = [0, 0, 0];
  let cpuPercent = Number.NaN;
  let residentBytes = Number.NaN;
  for (let at = 0; at < slots.length; at++) {
    const slot = slots[at];
    if (columns.pid[slot] !== columns.threadGroupId[slot]) continue;
    processes += 1;
    const isZero = words[2 * slot] === 0 && words[2 * slot + 1] === 0;
    if (isZero || !Number.isNaN(percents[slot])) knownPercents += 1;
    if (!isZero) cpuPercent = addKnown(cpuPercent, percents[slot]);
    else if (Number.isNaN(cpuPercent)) cpuPercent = 0;
    const bytes = columns.residentBytes[slot];
    if (!Number.isNaN(bytes)) knownBytes += 1;
    residentBytes = addKnown(residentBytes, bytes);
  }
  return { processes, cpuPercent, residentBytes, knownPercents, knownBytes };
}

/** Of which processes the figures changed from one sample to the next. */
export type SlotsSince = {
  readonly before: Sample;
  /** Those that were counted before, and those that are now. What is in neither has used no CPU time. */
  readonly left: readonly number[];
  readonly came: readonly number[];
};

/** The sums of the next sample; undefined where bytes could not be taken away again exactly. */
export function nextSums(sums: Sums, sample: Sample, { before, left, came }: SlotsSince): Sums | undefined {
  const gone = sumOf(before, left);
  const found = sumOf(sample, came);
  const isExact = [sums, gone, found].every(({ residentBytes: all }) => Number.isNaN(all) || Number.isSafeInteger(all));
  if (!isExact) return undefined;
  const knownPercents = sums.knownPercents - gone.knownPercents + found.knownPercents;
  const knownBytes = sums.knownBytes - gone.knownBytes + found.knownBytes;
  const bytesOf = ({ residentBytes }: Sums) => (Number.isNaN(residentBytes) ? 0 : residentBytes);
  return {
    processes: sums.processes - gone.processes + found.processes,
    cpuPercent: knownPercents === 0 ? Number.NaN : Number.isNaN(found.cpuPercent) ? 0 : found.cpuPercent,
    residentBytes: knownBytes === 0 ? Number.NaN : bytesOf(sums) - bytesOf(gone) + bytesOf(found),
    knownPercents,
    knownBytes,
  };
}
