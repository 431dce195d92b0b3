import type { Footprint } from '../machine/memory-detail.js';
import type { Sample } from '../sample/sample.js';

/** What was read of processes one by one, by their serials. Refused ones are in it, with nothing known but why. */
export type Footprints = ReadonlyMap<number, Kept>;
type Kept = Footprint & { readonly readAtSeconds: number; readonly refused?: string };

export const NO_FOOTPRINTS: Footprints = new Map();

/** A visible footprint older than this is read again. */
const STALE_SECONDS = 5;
/** At most this many are read at once, and kept for rows that are no longer visible. */
const MOST_AT_ONCE = 64;
const MOST_KEPT = 1024;

/** The processes to read next: first those never read, then the oldest readings. Threads share their process's. */
export function wantedFootprints(known: Footprints, sample: Sample, slots: Iterable<number>): readonly number[] {
  const { columns } = sample.snapshot.processes;
  const due: { readonly slot: number; readonly age: number }[] = [];
  for (const slot of new Set(slots)) {
    if (!(columns.serial[slot] > 0) || columns.pid[slot] !== columns.threadGroupId[slot]) continue;
    const age = footprintAge(known, sample, columns.serial[slot]) ?? Number.POSITIVE_INFINITY;
    if (age >= STALE_SECONDS) due.push({ slot, age });
  }
  // Two that were never read keep their order: the difference of two infinities is NaN.
  due.sort((one, other) => other.age - one.age || 0);
  return due.slice(0, MOST_AT_ONCE).map(({ slot }) => slot);
}

/** The age of a process's figures in seconds; undefined if they were never read. */
export function footprintAge(known: Footprints, { snapshot }: Sample, serial: number): number | undefined {
  const entry = known.get(serial);
  return entry && Math.max(0, snapshot.system.monotonicSeconds - entry.readAtSeconds);
}

type Reading = { readonly serial: number } & Kept;

/** Adds new readings and drops the oldest if there are too many. */
export function withReadings(known: Footprints, readings: readonly Reading[]): Footprints {
  const next = new Map(known);
  for (const { serial, ...footprint } of readings) {
    next.delete(serial);
    next.set(serial, footprint);
  }
  for (const serial of next.keys()) {
    if (next.size <= MOST_KEPT) break;
    next.delete(serial);
  }
  return next;
}
