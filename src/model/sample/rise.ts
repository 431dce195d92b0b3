/** How much a counter can count: nothing that an interval cannot hold is believed. */
export type Bound = {
  /** At most, per second. */
  readonly perSecond: number;
  /** At once: some counters go on in steps. */
  readonly step: number;
  /** From here on it is a negative number, written without its sign. */
  readonly firstNegative: number;
};

const FIRST_NEGATIVE = 2 ** 63;
/** Counted in ticks; a thousand CPUs take three centuries for so many seconds. */
const FIRST_NEGATIVE_SECONDS = 1e13;

/** The kernel charges CPU time in quanta, on some CPUs once a second. */
const CPU_STEP_SECONDS = 2;

/** Seconds that so many CPUs can spend; of one process too. */
export function cpuBound(cpus: number): Bound {
  return { perSecond: cpus, step: CPU_STEP_SECONDS * cpus, firstNegative: FIRST_NEGATIVE_SECONDS };
}

/** Bytes, far above what any storage or network carries. */
export const TRAFFIC_BOUND: Bound = { perSecond: 1e12, step: 1e9, firstNegative: FIRST_NEGATIVE };
/** Events, of a process or of the machine. */
export const EVENT_BOUND: Bound = { perSecond: 1e9, step: 1e6, firstNegative: FIRST_NEGATIVE };
/** Stalled microseconds; the kernel sums them up every two seconds. */
export const STALL_BOUND: Bound = { perSecond: 1e6, step: 3e6, firstNegative: FIRST_NEGATIVE };
/** Seconds that a process waited: each of its threads, and all of a long wait once it ends. */
export const DELAY_BOUND: Bound = { perSecond: 1e6, step: 1e7, firstNegative: 1e13 };
/** Milliseconds that a disk was busy; a long request counts when it ends. */
export const BUSY_BOUND: Bound = { perSecond: 1e3, step: 60e3, firstNegative: FIRST_NEGATIVE };

/**
 * By how much a counter rose. NaN where that is unknown: it was not read twice, fell (was reset, or wrapped), rose by more
 * than the interval can hold, or is a negative number that was written without its sign.
 */
export function riseOf(before: number | undefined, now: number | undefined, seconds: number, bound: Bound): number {
  if (before === undefined || now === undefined || now >= bound.firstNegative) return Number.NaN;
  const rise = now - before;
  return rise >= 0 && rise <= bound.perSecond * seconds + bound.step ? rise : Number.NaN;
}

/** The same of seconds that CPUs spent, where iowait and steal fall by a little now and then: that is standing still. */
export function spentSeconds(before: number | undefined, now: number, seconds: number, cpus: number): number {
  const spent = before === undefined || now >= FIRST_NEGATIVE_SECONDS ? Number.NaN : now - before;
  return Math.abs(spent) <= cpus * seconds + CPU_STEP_SECONDS * cpus ? Math.max(0, spent) : Number.NaN;
}
