import type { Sample } from '../sample/sample.js';

/** RES of processes at the start of counting. It is changed in place, so that 10,000 processes cause no garbage. */
export type Growth = {
  /** By slot: the serial of the process, and its RES when it was first seen. */
  serials: Float64Array;
  bases: Float64Array;
};

export function createGrowth(): Growth {
  return { serials: new Float64Array(0), bases: new Float64Array(0) };
}

/** Records RES of new processes. Changes `growth`. */
export function observeGrowth(growth: Growth, { snapshot }: Sample): void {
  const { slots, columns } = snapshot.processes;
  makeRoom(growth, slots);
  const { serials, bases } = growth;
  for (let slot = 0; slot < slots; slot++) {
    const serial = columns.serial[slot];
    if (serials[slot] === serial && !Number.isNaN(bases[slot])) continue;
    serials[slot] = serial;
    bases[slot] = columns.residentBytes[slot];
  }
}

/** The change of a process's RES since it was first seen; NaN if unknown. */
export function growthBytes({ serials, bases }: Growth, { snapshot }: Sample, slot: number): number {
  const { columns } = snapshot.processes;
  return serials[slot] === columns.serial[slot] ? columns.residentBytes[slot] - bases[slot] : Number.NaN;
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
