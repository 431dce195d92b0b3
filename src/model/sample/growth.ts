import type { Snapshot } from '../machine/snapshot.js';

/** A column that is what a process holds. */
type Held = 'residentBytes' | 'fds';

/**
 * What processes held when counting began. It is changed in place, so that 10,000 processes cause no garbage.
 */
export type Growth = {
  readonly of: Held;
  /** By slot: the serial of the process, and what it held when it was first seen. */
  serials: Float64Array;
  bases: Float64Array;
  /** By slot: since when its base counts, in monotonic seconds. */
  since: Float64Array;
  /** The bases of processes whose slots others have now, by their serials: for looking back. */
  readonly former: Map<number, Base>;
  /** The snapshot that was observed last. */
  observed: Snapshot | undefined;
  /** Looking back: the bases that it had then, of which none is added. */
  readonly recalled?: { readonly growth: Growth; readonly seconds: number };
};

type Base = { readonly base: number; readonly since: number };

/** So many former bases are kept. */
const MOST_FORMER = 10_000;

export function createGrowth(of: Held): Growth {
  const [serials, bases, since] = [new Float64Array(0), new Float64Array(0), new Float64Array(0)];
  return { of, serials, bases, since, former: new Map(), observed: undefined };
}

/** The growth as it counted at that time of the monotonic clock, without what came later. */
export function growthAt(growth: Growth, seconds: number): Growth {
  return { ...createGrowth(growth.of), recalled: { growth, seconds } };
}

type Seen = { readonly snapshot: Snapshot };

/** Records what new processes hold. Changes `growth`. */
export function observeGrowth(growth: Growth, { snapshot }: Seen): void {
  if (growth.recalled !== undefined) return;
  growth.observed = snapshot;
  const { slots, columns } = snapshot.processes;
  makeRoom(growth, slots);
  const { serials, bases, since } = growth;
  const { monotonicSeconds } = snapshot.system;
  const held = columns[growth.of];
  for (let slot = 0; slot < slots; slot++) {
    const serial = columns.serial[slot];
    if (serials[slot] === serial && !Number.isNaN(bases[slot])) continue;
    if (serials[slot] !== serial && serials[slot] !== 0) keepFormer(growth, slot);
    serials[slot] = serial;
    bases[slot] = held[slot];
    since[slot] = monotonicSeconds;
  }
}

function keepFormer({ former, serials, bases, since }: Growth, slot: number): void {
  former.set(serials[slot], { base: bases[slot], since: since[slot] });
  if (former.size <= MOST_FORMER) return;
  const [oldest] = former.keys();
  if (oldest !== undefined) former.delete(oldest);
}

function baseOf({ recalled, serials, bases }: Growth, slot: number, serial: number): number {
  if (recalled === undefined) return serials[slot] === serial ? bases[slot] : Number.NaN;
  const { growth, seconds } = recalled;
  if (growth.serials[slot] === serial && growth.since[slot] <= seconds) return growth.bases[slot];
  const former = growth.former.get(serial);
  return former !== undefined && former.since <= seconds ? former.base : Number.NaN;
}

/** The change since a process was first seen; NaN if unknown. */
export function growthOf(growth: Growth, { snapshot }: Seen, slot: number): number {
  const { columns } = snapshot.processes;
  return columns[growth.of][slot] - baseOf(growth, slot, columns.serial[slot]);
}

/** The same of a sample that may not have been observed yet: what is never shown is never counted. */
export function growthNow(growth: Growth | undefined, sample: Seen, slot: number): number {
  if (growth === undefined) return Number.NaN;
  if (growth.observed !== sample.snapshot) observeGrowth(growth, sample);
  return growthOf(growth, sample, slot);
}

function makeRoom(growth: Growth, slots: number): void {
  if (growth.serials.length >= slots) return;
  const room = Math.max(slots, growth.serials.length * 2);
  for (const column of ['serials', 'bases', 'since'] as const) {
    const larger = new Float64Array(room);
    larger.set(growth[column]);
    growth[column] = larger;
  }
}

/** The growth of what columns of the processes show. */
export type ProcessGrowth = { readonly fds: Growth; readonly residentBytes: Growth };

export function createProcessGrowth(): ProcessGrowth {
  return { fds: createGrowth('fds'), residentBytes: createGrowth('residentBytes') };
}

export function processGrowthAt({ fds, residentBytes }: ProcessGrowth, seconds: number): ProcessGrowth {
  return { fds: growthAt(fds, seconds), residentBytes: growthAt(residentBytes, seconds) };
}
