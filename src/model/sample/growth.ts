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
  /** The snapshot that was observed last. */
  observed: Snapshot | undefined;
};

export function createGrowth(of: Held): Growth {
  return { of, serials: new Float64Array(0), bases: new Float64Array(0), observed: undefined };
}

type Seen = { readonly snapshot: Snapshot };

/** Records what new processes hold. Changes `growth`. */
export function observeGrowth(growth: Growth, { snapshot }: Seen): void {
  growth.observed = snapshot;
  const { slots, columns } = snapshot.processes;
  makeRoom(growth, slots);
  const { serials, bases } = growth;
  const held = columns[growth.of];
  for (let slot = 0; slot < slots; slot++) {
    const serial = columns.serial[slot];
    if (serials[slot] === serial && !Number.isNaN(bases[slot])) continue;
    serials[slot] = serial;
    bases[slot] = held[slot];
  }
}

/** The change since a process was first seen; NaN if unknown. */
export function growthOf({ of, serials, bases }: Growth, { snapshot }: Seen, slot: number): number {
  const { columns } = snapshot.processes;
  return serials[slot] === columns.serial[slot] ? columns[of][slot] - bases[slot] : Number.NaN;
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
  for (const column of ['serials', 'bases'] as const) {
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
