import { setTimeout as sleep } from 'node:timers/promises';
import { CPU_TIMES } from '../../probe/native-types.js';
import { checkInterval } from '../checks.js';
import { percentOf } from '../records.js';
import { type CpuTimes, type PerCpu, rowOf, timesByCpu, timesOfAllAndEach } from './cpu-times.js';

/** Shares of the time between two readings, 0 to 100 each; `guest` and `guestNice` are parts of `user` and `nice`. */
export type CpuTimesPercent = CpuTimes;

/** How busy one CPU is, 0 to 100. */
export type CpuShare = PerCpu<{ readonly percent: number }>;

type Choice<Each extends boolean> = { readonly percpu?: Each | undefined };

/**
 * How busy the machine is, 0 to 100 whatever the number of its CPUs: since the call before of this function with the
 * same choice in this thread, 0 at the first. Waiting for storage (iowait) counts as idle. Reads /proc/stat.
 */
export function cpuPercent(options?: Choice<false>): number;
/** The same of each CPU, a row each; 0 for one that was not online at the call before. */
export function cpuPercent(options: Choice<true>): readonly CpuShare[];
/**
 * How busy it is during the next `interval` seconds, which nothing waits for but the promise; calls without an interval
 * do not notice. 0 compares with the call before. Rejects with a RangeError for an interval below 0 or that is no number.
 */
export function cpuPercent(interval: number, options?: Choice<false>): Promise<number>;
export function cpuPercent(interval: number, options: Choice<true>): Promise<readonly CpuShare[]>;
export function cpuPercent(first?: number | Choice<boolean>, second?: Choice<boolean>): unknown {
  return percent(
    busyMemory,
    { ofAll: busyShare, ofOne: (...times) => ({ percent: busyShare(...times) }) },
    first,
    second,
  );
}

/**
 * The share of each kind of time, with the same rules as cpuPercent. The shares but guest and guestNice make up 100, also
 * over short intervals; all are 0 when no time has passed.
 */
export function cpuTimesPercent(options?: Choice<false>): CpuTimesPercent;
export function cpuTimesPercent(options: Choice<true>): readonly PerCpu<CpuTimesPercent>[];
export function cpuTimesPercent(interval: number, options?: Choice<false>): Promise<CpuTimesPercent>;
export function cpuTimesPercent(interval: number, options: Choice<true>): Promise<readonly PerCpu<CpuTimesPercent>[]>;
export function cpuTimesPercent(first?: number | Choice<boolean>, second?: Choice<boolean>): unknown {
  return percent(sharesMemory, { ofAll: allShares, ofOne: allShares }, first, second);
}

type Compare<Share> = (before: CpuTimes, after: CpuTimes) => Share;
/** What a function makes of two readings: of all CPUs together, and in the row of one. */
type Answer = { readonly ofAll: Compare<unknown>; readonly ofOne: Compare<object> };
type Reading = { readonly all?: CpuTimes; readonly each: readonly PerCpu<CpuTimes>[] };

/** What a function saw at its call before: of all CPUs together and of each, which are two questions. */
type Memory = { all?: Reading; each?: Reading };
const busyMemory: Memory = {};
const sharesMemory: Memory = {};

function percent(
  memory: Memory,
  answer: Answer,
  first: number | Choice<boolean> | undefined,
  second: Choice<boolean> | undefined,
): unknown {
  const options = typeof first === 'object' ? first : second;
  const key = options?.percpu ? 'each' : 'all';
  if (first === undefined || typeof first === 'object') return sinceCallBefore(memory, key, answer);
  return during(first, memory, key, answer);
}

function sinceCallBefore(memory: Memory, key: 'all' | 'each', answer: Answer): unknown {
  const now = read(key);
  const before = memory[key] ?? now;
  memory[key] = now;
  return contrast(before, now, answer);
}

async function during(interval: unknown, memory: Memory, key: 'all' | 'each', answer: Answer): Promise<unknown> {
  const seconds = checkInterval(interval);
  if (seconds === 0) return sinceCallBefore(memory, key, answer);
  const before = read(key);
  await sleep(seconds * 1000);
  return contrast(before, read(key), answer);
}

function read(key: 'all' | 'each'): Reading {
  return key === 'all' ? timesOfAllAndEach() : { each: timesByCpu() };
}

function contrast(before: Reading, after: Reading, { ofAll, ofOne }: Answer): unknown {
  const earlier = new Map(before.each.map(({ cpu, ...times }) => [cpu, times]));
  if (after.all === undefined || before.all === undefined) {
    return Object.freeze(after.each.map(({ cpu, ...times }) => rowOf(cpu, ofOne(earlier.get(cpu) ?? times, times))));
  }
  const common = after.each.filter(({ cpu }) => earlier.has(cpu));
  const isWhole = common.length === after.each.length && common.length === earlier.size;
  if (isWhole || common.length === 0) return ofAll(before.all, after.all);
  // A CPU that went or came takes its idle time out of the kernel's sum, or brings it in.
  return ofAll(sumOf(common.map(({ cpu }) => earlier.get(cpu) ?? NO_TIMES)), sumOf(common));
}

function sumOf(all: readonly CpuTimes[]): CpuTimes {
  const sum: Deltas = { ...NO_TIMES };
  for (const times of all) for (const key of TIME_NAMES) sum[key] += times[key];
  return sum;
}

type Deltas = Record<keyof CpuTimes, number>;

const TIME_NAMES = CPU_TIMES as readonly (keyof CpuTimes)[];
const NO_TIMES = Object.freeze(Object.fromEntries(TIME_NAMES.map((name) => [name, 0]))) as CpuTimes;

/** Counters of the kernel do go backwards now and then; then no time has passed. */
function deltasOf(before: CpuTimes, after: CpuTimes): Deltas {
  const deltas: Deltas = { ...after };
  for (const key of Object.keys(after) as (keyof CpuTimes)[]) deltas[key] = Math.max(0, after[key] - before[key]);
  return deltas;
}

/** Without what is counted within user and nice already. */
function totalOf(deltas: Deltas): number {
  const sum = Object.values(deltas).reduce((total, delta) => total + delta, 0);
  return Math.max(0, sum - deltas.guest - deltas.guestNice);
}

function busyShare(before: CpuTimes, after: CpuTimes): number {
  const deltas = deltasOf(before, after);
  const total = totalOf(deltas);
  return clamp(percentOf(total - deltas.idle - deltas.iowait, total));
}

function allShares(before: CpuTimes, after: CpuTimes): CpuTimesPercent {
  const deltas = deltasOf(before, after);
  const total = totalOf(deltas);
  const shares: Deltas = { ...deltas };
  for (const key of Object.keys(shares) as (keyof CpuTimes)[]) shares[key] = clamp(percentOf(deltas[key], total));
  return Object.freeze(shares);
}

function clamp(share: number): number {
  return Math.min(100, Math.max(0, share));
}
