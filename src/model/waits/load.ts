import type { Snapshot } from '../machine/snapshot.js';
import { tallyOf } from '../sample/tally.js';

/**
 * The kernel counts every five seconds how many tasks run or sleep uninterruptibly, and mixes that into the averages:
 * next = last * share + count * (1 - share). Averages of two moments therefore say what it counted in between, also of tasks
 * that are not visible here.
 */
const STEP_SECONDS = 5.004;
const ONE_MINUTE = 1884 / 2048;
const FIVE_MINUTES = 2014 / 2048;
/** /proc/loadavg has two decimals. */
const ROUNDING = 0.005;

type Load = { readonly seconds: number; readonly averages: readonly [number, number, number] };

/** What the kernel counted at one of its steps, and what was seen at about that time. */
type Step = { readonly count: number; readonly running: number; readonly found: number };

/** What is remembered of the load. It is changed in place, sample by sample. */
export type LoadWatch = {
  last: Load | undefined;
  /** When a step was seen last. */
  stepSeconds: number;
  /** The newest is last. */
  steps: readonly Step[];
  /** The most tasks that ran in a sample since the last step. */
  ran: number;
  observed: Snapshot | undefined;
  explanation: LoadExplanation | undefined;
};

/** The load taken apart. Undefined is unknown. */
export type LoadExplanation = {
  /** The average of one minute. */
  readonly load: number;
  /** What the kernel counted at its last step. */
  readonly now: number | undefined;
  /** Without ntop itself. */
  readonly running: number | undefined;
  /** Tasks in uninterruptible sleep that were found. */
  readonly uninterruptible: number;
  /** Tasks that the kernel counts and that are not found, such as those of other PID namespaces. */
  readonly notVisible: number | undefined;
  /** Whether the load has exceeded what runs for some steps, so that threads are looked at too, and the header tells it. */
  readonly exceeds: boolean;
};

export function createLoadWatch(): LoadWatch {
  return { last: undefined, stepSeconds: Number.NaN, steps: [], ran: 0, observed: undefined, explanation: undefined };
}

const KEPT_STEPS = 4;
/** So many in a row, so that a moment of much I/O explains nothing. */
const STEPS_TO_EXCEED = 2;
const LEAST_EXCESS = 0.8;

/** Takes note of a sample. Changes `watch`; the same sample twice is once. */
export function observeLoad(watch: LoadWatch, snapshot: Snapshot): LoadExplanation | undefined {
  if (watch.observed === snapshot) return watch.explanation;
  watch.observed = snapshot;
  const { load, monotonicSeconds, running } = snapshot.system;
  if (load === undefined) {
    watch.explanation = undefined;
    return undefined;
  }
  const found = tallyOf(snapshot.processes).uninterruptible;
  const next = { seconds: monotonicSeconds, averages: load };
  watch.ran = Math.max(watch.ran, running ?? 0);
  const count = watch.last === undefined ? undefined : (countBetween(watch.last, next) ?? standing(watch, next));
  if (watch.last === undefined || count !== undefined) watch.stepSeconds = monotonicSeconds;
  watch.last = next;
  if (count !== undefined) {
    watch.steps = [...watch.steps, { count, running: watch.ran, found }].slice(-KEPT_STEPS);
    watch.ran = running ?? 0;
  }
  watch.explanation = {
    load: load[0],
    now: watch.steps.at(-1)?.count,
    running,
    uninterruptible: found,
    notVisible: running === undefined ? undefined : hiddenIn(watch.steps),
    exceeds: running !== undefined && exceeds(watch.steps),
  };
  return watch.explanation;
}

/**
 * What the kernel counted on average between two readings; undefined where no average changed, or if those of one and of five
 * minutes contradict each other.
 */
export function countBetween(before: Load, after: Load): number | undefined {
  const [one, five] = [0, 1].map((index) => [before.averages[index], after.averages[index]] as const);
  if (one[0] === one[1] && five[0] === five[1]) return undefined;
  const passed = (after.seconds - before.seconds) / STEP_SECONDS;
  for (const steps of passed < 1 ? [1] : [Math.round(passed), Math.floor(passed), Math.ceil(passed)]) {
    const [share, slowShare] = [ONE_MINUTE ** steps, FIVE_MINUTES ** steps];
    const [count, check] = [countIn(one, share), countIn(five, slowShare)];
    const isPlausible = Math.abs(count - check) <= errorOf(share) + errorOf(slowShare) + 0.05;
    if (isPlausible && count >= -errorOf(share)) return Math.max(0, count);
  }
  return undefined;
}

/** After a step that changed nothing, the averages are what is counted. */
function standing({ last, stepSeconds }: LoadWatch, { seconds, averages }: Load): number | undefined {
  const isSame = last !== undefined && last.averages[0] === averages[0] && last.averages[1] === averages[1];
  return isSame && seconds - stepSeconds >= STEP_SECONDS + 0.2 ? averages[0] : undefined;
}

function countIn([before, after]: readonly [number, number], share: number): number {
  return (after - before * share) / (1 - share);
}

function errorOf(share: number): number {
  return (ROUNDING * (1 + share)) / (1 - share);
}

/** What all of the last steps have in common: what comes and goes is not taken for hidden. */
function hiddenIn(steps: readonly Step[]): number | undefined {
  if (steps.length < KEPT_STEPS) return steps.length < STEPS_TO_EXCEED ? undefined : 0;
  const least = Math.min(...steps.map(({ count, running, found }) => count - running - found));
  return Math.max(0, Math.floor(least + 0.3));
}

function exceeds(steps: readonly Step[]): boolean {
  const last = steps.slice(-STEPS_TO_EXCEED);
  return last.length === STEPS_TO_EXCEED && last.every(({ count, running }) => count - running >= LEAST_EXCESS);
}
