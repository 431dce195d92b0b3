import type { ProcessTable } from '../machine/snapshot.js';
import { rowsChanged } from './changed.js';
import { memoryUsedBytes, swapUsedBytes } from './memory-parts.js';
import type { Sample } from './sample.js';

/** Number of samples kept for the system. */
export const SYSTEM_SAMPLES = 240;
/** Number of CPU percentages kept per process. */
export const PROCESS_SAMPLES = 60;

/** The values kept for the system; NaN is unknown. */
const FIGURES = {
  cpuBusyPercent: ({ rates }: Sample) => rates.system.cpuTotal?.busyPercent,
  memoryUsedBytes: ({ snapshot }: Sample) => snapshot.system.memory && memoryUsedBytes(snapshot.system.memory),
  memoryAvailableBytes: ({ snapshot }: Sample) => snapshot.system.memory?.availableBytes,
  swapUsedBytes: ({ snapshot }: Sample) => snapshot.system.memory && swapUsedBytes(snapshot.system.memory),
  receiveBytesPerSecond: ({ rates }: Sample) => rates.system.receiveBytesPerSecond,
  sendBytesPerSecond: ({ rates }: Sample) => rates.system.sendBytesPerSecond,
  diskReadBytesPerSecond: ({ rates }: Sample) => rates.system.readBytesPerSecond,
  diskWriteBytesPerSecond: ({ rates }: Sample) => rates.system.writeBytesPerSecond,
  monotonicSeconds: ({ snapshot }: Sample) => snapshot.system.monotonicSeconds,
} as const;

export type SystemFigure = keyof typeof FIGURES;

const figureIds = Object.keys(FIGURES) as SystemFigure[];

/** The recent past. It is changed in place at each sample, so that 10,000 processes cause no garbage. */
export type History = {
  /** Number of samples so far. */
  taken: number;
  /** Rings of SYSTEM_SAMPLES values. */
  readonly system: Readonly<Record<SystemFigure, Float64Array>>;
  /** A ring of PROCESS_SAMPLES moments, each with the CPU percentage of every slot. */
  readonly moments: Float32Array[];
  /** By slot: the serial of its process, and the sample in which it was first seen. */
  serials: Float64Array;
  firstSeen: Float64Array;
  /** The processes of the newest sample. */
  newest: ProcessTable | undefined;
  /** Numbers of all CPUs that were ever online, in the order in which they came. */
  readonly cpuIds: Set<number>;
  /** Looking back: the CPU percentages of a process, which are read only when they are asked for. */
  readonly cpuOf?: CpuOf;
};

type CpuOf = (slot: number, serial: number) => readonly number[];

export function createHistory(): History {
  return {
    taken: 0,
    system: Object.fromEntries(figureIds.map((id) => [id, new Float64Array(SYSTEM_SAMPLES)])) as History['system'],
    moments: Array.from({ length: PROCESS_SAMPLES }, () => new Float32Array(0)),
    serials: new Float64Array(0),
    firstSeen: new Float64Array(0),
    newest: undefined,
    cpuIds: new Set(),
  };
}

/** Adds one sample. Changes `history`; allocates only if there are more slots than ever before. */
export function remember(history: History, sample: Sample): void {
  for (const id of figureIds) {
    history.system[id][history.taken % SYSTEM_SAMPLES] = FIGURES[id](sample) ?? Number.NaN;
  }
  for (const { id } of sample.snapshot.system.cpus) history.cpuIds.add(id);
  rememberProcesses(history, sample);
  history.taken++;
}

/** The figures of the newest sample, to make the history of this moment later. */
export function newestFigures({ system, taken }: History): Float64Array {
  return Float64Array.from(figureIds, (id) => system[id][(taken - 1 + SYSTEM_SAMPLES) % SYSTEM_SAMPLES]);
}

/** The history as it was, from the figures of so many samples, oldest first. */
export function historyFrom(figures: readonly Float64Array[], cpuIds: Iterable<number>, cpuOf: CpuOf): History {
  const history = { ...createHistory(), taken: figures.length, cpuIds: new Set(cpuIds), cpuOf };
  figures.forEach((one, index) => {
    figureIds.forEach((id, at) => {
      history.system[id][index % SYSTEM_SAMPLES] = one[at];
    });
  });
  return history;
}

/** The CPU percentages of one process, oldest first, at most PROCESS_SAMPLES; NaN if unknown. */
export function processHistory(history: History, slot: number, serial: number): readonly number[] {
  if (history.cpuOf !== undefined) return history.cpuOf(slot, serial);
  if (serial === 0 || history.serials[slot] !== serial) return [];
  const first = Math.max(history.firstSeen[slot] ?? 0, history.taken - PROCESS_SAMPLES);
  return Array.from({ length: history.taken - first }, (_, index) => {
    return history.moments[(first + index) % PROCESS_SAMPLES]?.[slot] ?? Number.NaN;
  });
}

/** The last values of one figure of the system, oldest first, at most SYSTEM_SAMPLES; NaN if unknown. */
export function systemHistory(history: History, figure: SystemFigure, most = SYSTEM_SAMPLES): readonly number[] {
  const first = Math.max(0, history.taken - Math.min(most, SYSTEM_SAMPLES));
  return Array.from({ length: history.taken - first }, (_, index) => {
    return history.system[figure][(first + index) % SYSTEM_SAMPLES] ?? Number.NaN;
  });
}

function rememberProcesses(history: History, { snapshot, rates }: Sample): void {
  const { slots, columns } = snapshot.processes;
  const moment = roomFor(history, slots);
  const rows = rowsChanged(history.newest, snapshot.processes);
  const { serials, firstSeen, taken } = history;
  const count = rows?.length ?? slots;
  for (let index = 0; index < count; index++) {
    const slot = rows === undefined ? index : rows[index];
    if (serials[slot] === columns.serial[slot]) continue;
    serials[slot] = columns.serial[slot];
    firstSeen[slot] = taken;
  }
  history.newest = snapshot.processes;
  // Of a slot without a process the rate is unknown.
  const percents = rates.cpuPercent.subarray(0, slots);
  moment.set(percents);
  moment.fill(Number.NaN, percents.length);
}

/** The array of the new sample. It replaces the oldest one and grows by doubling. */
function roomFor(history: History, slots: number): Float32Array {
  if (history.serials.length < slots) {
    history.serials = grown(history.serials, slots);
    history.firstSeen = grown(history.firstSeen, slots);
  }
  const index = history.taken % PROCESS_SAMPLES;
  const moment = history.moments[index];
  if (moment && moment.length >= slots) return moment;
  const larger = new Float32Array(history.serials.length);
  history.moments[index] = larger;
  return larger;
}

function grown(values: Float64Array, slots: number): Float64Array {
  const larger = new Float64Array(Math.max(slots, values.length * 2));
  larger.set(values);
  return larger;
}
