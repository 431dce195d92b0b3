import { type Growth, growthOf } from '../sample/growth.js';
import type { Rows, Sample } from '../sample/sample.js';
import { type Footprints, footprintAge, NO_FOOTPRINTS } from './footprints.js';

/** What the memory pane knows besides a sample. */
export type MemoryExtras = { readonly growth: Growth | undefined; readonly footprints: Footprints };

/** The rows of the memory pane: processes, or groups of them. */
export type MemoryRows = Rows & {
  /** NaN if unknown. */
  readonly figure: (id: MemoryFigureId, slot: number) => number;
  /** Slots of the processes in a row. */
  readonly members: (slot: number) => readonly number[];
  /** The name of a group; undefined for a process. Not safe for a terminal. */
  readonly label: (slot: number) => string | undefined;
};

/** The prepared rows of a sample may belong to another pane. */
export function isMemoryRows(rows: Rows): rows is MemoryRows {
  return 'figure' in rows;
}

type Read = (sample: Sample, slot: number, extras: MemoryExtras) => number;

/** For a group: the sum, the maximum, or nothing meaningful. A sum is unknown if one of its parts is. */
type Combination = 'sum' | 'largest' | 'none';

const figure = (read: Read, combination: Combination) => ({ read, combination });
const columnsOf = ({ snapshot }: Sample) => snapshot.processes.columns;

// biome-ignore format: one line a figure makes it a table
const FIGURES = {
  residentBytes: figure((sample, slot) => columnsOf(sample).residentBytes[slot], 'sum'),
  sharedBytes: figure((sample, slot) => columnsOf(sample).sharedBytes[slot], 'sum'),
  virtualBytes: figure((sample, slot) => columnsOf(sample).virtualBytes[slot], 'sum'),
  swapBytes: figure((sample, slot) => columnsOf(sample).swapBytes[slot], 'sum'),
  peakResidentBytes: figure((sample, slot) => columnsOf(sample).peakResidentBytes[slot], 'none'),
  oomScore: figure((sample, slot) => columnsOf(sample).oomScore[slot], 'largest'),
  minorFaultsPerSecond: figure(({ rates }, slot) => rates.minorFaultsPerSecond[slot], 'sum'),
  majorFaultsPerSecond: figure(({ rates }, slot) => rates.majorFaultsPerSecond[slot], 'sum'),
  growthBytes: figure((sample, slot, { growth }) => (growth === undefined ? Number.NaN : growthOf(growth, sample, slot)), 'sum'),
  proportionalBytes: figure((sample, slot, extras) => footprintOf(sample, slot, extras)?.proportionalBytes ?? Number.NaN, 'sum'),
  uniqueBytes: figure((sample, slot, extras) => footprintOf(sample, slot, extras)?.uniqueBytes ?? Number.NaN, 'sum'),
  footprintAgeSeconds: figure((sample, slot, { footprints }) => ageOf(footprints, sample, slot), 'largest'),
};

export type MemoryFigureId = keyof typeof FIGURES;

const NO_EXTRAS: MemoryExtras = { growth: undefined, footprints: NO_FOOTPRINTS };

/** One row per process, in the slot of the process. */
export function processMemoryRows(sample: Sample, extras: MemoryExtras = NO_EXTRAS): MemoryRows {
  const { slots, columns } = sample.snapshot.processes;
  return {
    slots,
    serial: columns.serial,
    order: columns.pid,
    figure: (id, slot) => FIGURES[id].read(sample, slot, extras),
    members: (slot) => [slot],
    label: () => undefined,
  };
}

/** Processes with the same key. The serial of the group stays while one of them exists. */
export type MemoryGroup = { readonly serial: number; readonly label: string; readonly members: readonly number[] };

/** One row per group. */
export function groupMemoryRows(sample: Sample, groups: readonly MemoryGroup[], extras: MemoryExtras): MemoryRows {
  const known = new Map<MemoryFigureId, Float64Array>();
  const figures = (id: MemoryFigureId) => {
    const found = known.get(id) ?? Float64Array.from(groups, ({ members }) => combined(id, sample, members, extras));
    known.set(id, found);
    return found;
  };
  return {
    slots: groups.length,
    serial: Float64Array.from(groups, ({ serial }) => serial),
    order: groups.map((_, index) => index),
    figure: (id, slot) => figures(id)[slot],
    members: (slot) => groups[slot]?.members ?? [],
    label: (slot) => groups[slot]?.label,
  };
}

function combined(id: MemoryFigureId, sample: Sample, members: readonly number[], extras: MemoryExtras): number {
  const { read, combination } = FIGURES[id];
  const values = members.map((slot) => read(sample, slot, extras));
  if (values.length === 1) return values[0];
  if (combination === 'sum') return values.reduce((sum, value) => sum + value, 0);
  return combination === 'largest' ? values.reduce((largest, value) => Math.max(largest, value), 0) : Number.NaN;
}

/** What was refused has not been read. */
function ageOf(footprints: Footprints, sample: Sample, slot: number): number {
  const serial = columnsOf(sample).serial[slot];
  const isRead = footprints.get(serial)?.refused === undefined;
  return isRead ? (footprintAge(footprints, sample, serial) ?? Number.NaN) : Number.NaN;
}

function footprintOf(sample: Sample, slot: number, { footprints }: MemoryExtras) {
  return footprints.get(columnsOf(sample).serial[slot]);
}
