/** What is counted of the processes of a program, since it has a name. */
export const PROCESS_COUNTERS = ['cpuSeconds', 'readBytes', 'writeBytes', 'minorFaults', 'majorFaults'] as const;
export type ProcessCounter = (typeof PROCESS_COUNTERS)[number];
export const END_REASONS = ['exit', 'failure', 'signal', 'crash', 'oom'] as const;
export type EndReason = (typeof END_REASONS)[number];
export type Counter = ProcessCounter | 'receivedBytes' | 'sentBytes' | 'started' | EndReason;

/** What its processes have now, summed up; NaN while it is unknown of one of them. */
export type Gauge =
  | ('processes' | 'threads' | 'fds' | 'residentBytes' | 'virtualBytes' | 'swapBytes')
  | ('established' | 'otherConnections' | 'listening');

/** The processes of a program in a unit. It is changed in place. */
export type Program = {
  /** Safe texts. The unit is empty outside of units, and of a program that is reported whatever its units are. */
  readonly program: string;
  readonly unit: string;
  readonly counters: Record<Counter, number>;
  readonly gauges: Record<Gauge, number>;
  /** The highest part of their limits of descriptors that its processes have open; NaN if unknown of all of them. */
  fdRatio: number;
  /** The earliest start since boot; infinite without a process. */
  oldestTicks: number;
  /** Counters that were not read of one of its processes. */
  readonly unknown: Set<Counter>;
  /** What it counted since the last scrape, and whether it counted anything. */
  readonly steps: Record<Counter, number>;
  hasSteps: boolean;
  /** Its processes are others, or something about them is: they are summed up again. */
  isChanged: boolean;
  /** CPU time of its processes since they began. */
  totalCpuSeconds: number;
  isNamed: boolean;
  /** It is reported also without a process. */
  readonly isKept: boolean;
  emptyScrapes: number;
};

export function createProgram(program: string, unit: string, isKept = false): Program {
  return {
    program,
    unit,
    counters: noCounts(),
    gauges: noSums(),
    fdRatio: Number.NaN,
    oldestTicks: Number.POSITIVE_INFINITY,
    unknown: new Set(),
    steps: noCounts(),
    hasSteps: false,
    isChanged: false,
    totalCpuSeconds: 0,
    isNamed: isKept,
    isKept,
    emptyScrapes: 0,
  };
}

/** Before anything of a scrape is added. What its processes have is kept until it changes. */
export function beginScrape(program: Program): void {
  for (const gauge of OF_SOCKETS) program.gauges[gauge] = 0;
  if (!program.hasSteps) return;
  for (const counter of COUNTERS) program.steps[counter] = 0;
  program.hasSteps = false;
}

/** Before its processes are summed up. */
export function clearSums(program: Program): void {
  for (const gauge of OF_PROCESSES) program.gauges[gauge] = 0;
  program.unknown.clear();
  program.fdRatio = Number.NaN;
  program.oldestTicks = Number.POSITIVE_INFINITY;
  program.totalCpuSeconds = 0;
}

export function addStep(program: Program, counter: Counter, step: number): void {
  if (!(step > 0)) return;
  program.steps[counter] += step;
  program.hasSteps = true;
}

/** Counts what a program counted since the last scrape, in itself or in another one. */
export function addSteps(to: Program, { steps, hasSteps }: Program): void {
  if (hasSteps) for (const counter of COUNTERS) to.counters[counter] += steps[counter];
}

/** Adds what the processes of a program have now to those of another. */
export function addGauges(to: Program, { gauges, fdRatio, oldestTicks, unknown }: Program): void {
  for (const gauge of GAUGES) to.gauges[gauge] += gauges[gauge];
  for (const counter of unknown) to.unknown.add(counter);
  to.fdRatio = higher(to.fdRatio, fdRatio);
  to.oldestTicks = Math.min(to.oldestTicks, oldestTicks);
}

/** It begins at 0 if it gets a name again. */
export function loseName(program: Program): void {
  program.isNamed = false;
  Object.assign(program.counters, noCounts());
}

/** The higher one of two, or the one that is known. */
export function higher(one: number, other: number): number {
  return one >= other || Number.isNaN(other) ? one : other;
}

/** Neither a process now nor anything that happened since the last scrape. */
export function isEmpty({ gauges, hasSteps }: Program): boolean {
  return gauges.processes === 0 && !hasSteps;
}

function noCounts(): Record<Counter, number> {
  return {
    ...{ cpuSeconds: 0, readBytes: 0, writeBytes: 0, minorFaults: 0, majorFaults: 0, receivedBytes: 0, sentBytes: 0 },
    ...{ started: 0, exit: 0, failure: 0, signal: 0, crash: 0, oom: 0 },
  };
}

function noSums(): Record<Gauge, number> {
  return {
    ...{ processes: 0, threads: 0, fds: 0, residentBytes: 0, virtualBytes: 0, swapBytes: 0 },
    ...{ established: 0, otherConnections: 0, listening: 0 },
  };
}

const COUNTERS = Object.keys(noCounts()) as readonly Counter[];
const OF_SOCKETS: readonly Gauge[] = ['established', 'otherConnections', 'listening'];
const OF_PROCESSES: readonly Gauge[] = ['processes', 'threads', 'fds', 'residentBytes', 'virtualBytes', 'swapBytes'];
const GAUGES = [...OF_PROCESSES, ...OF_SOCKETS];
