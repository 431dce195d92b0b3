import { setTimeout as sleep } from 'node:timers/promises';
import { checkInterval } from '../process/intervals.js';
import { type ByCpu, type CpuTimes, timesByCpu, timesOfAll } from './cpu-times.js';
import { percentOf } from './records.js';

/** Shares of the time between two readings, 0 to 100 each; `guest` and `guestNice` are parts of `user` and `nice`. */
export type CpuTimesPercent = CpuTimes;

type Choice<PerCpu extends boolean> = { readonly percpu?: PerCpu | undefined };

/**
 * How busy the machine is, 0 to 100 whatever the number of its CPUs: since the call before of this function with the
 * same choice in this thread, 0 at the first. Waiting for storage (iowait) counts as idle. Reads /proc/stat.
 */
export function cpuPercent(options?: Choice<false>): number;
/** The same of each CPU; 0 for one that was not online at the call before. */
export function cpuPercent(options: Choice<true>): ByCpu<number>;
/**
 * How busy it is during the next `interval` seconds, which nothing waits for but the promise; calls without an interval
 * do not notice. 0 compares with the call before. Rejects with a RangeError for an interval below 0 or that is no number.
 */
export function cpuPercent(interval: number, options?: Choice<false>): Promise<number>;
export function cpuPercent(interval: number, options: Choice<true>): Promise<ByCpu<number>>;
export function cpuPercent(first?: number | Choice<boolean>, second?: Choice<boolean>): unknown {
  return percent(busyMemory, busyShare, first, second);
}

/**
 * The share of each kind of time, with the same rules as cpuPercent. The shares but guest and guestNice make up 100, also
 * over short intervals; all are 0 when no time has passed.
 */
export function cpuTimesPercent(options?: Choice<false>): CpuTimesPercent;
export function cpuTimesPercent(options: Choice<true>): ByCpu<CpuTimesPercent>;
export function cpuTimesPercent(interval: number, options?: Choice<false>): Promise<CpuTimesPercent>;
export function cpuTimesPercent(interval: number, options: Choice<true>): Promise<ByCpu<CpuTimesPercent>>;
export function cpuTimesPercent(first?: number | Choice<boolean>, second?: Choice<boolean>): unknown {
  return percent(sharesMemory, allShares, first, second);
}

type Compare<Share> = (before: CpuTimes, after: CpuTimes) => Share;
type Reading = { readonly all: CpuTimes } | { readonly each: ByCpu<CpuTimes> };

/** What a function saw at its call before: of all CPUs together and of each, which are two questions. */
type Memory = { all?: Reading; each?: Reading };
const busyMemory: Memory = {};
const sharesMemory: Memory = {};

function percent<Share>(
  memory: Memory,
  compare: Compare<Share>,
  first: number | Choice<boolean> | undefined,
  second: Choice<boolean> | undefined,
): unknown {
  const options = typeof first === 'object' ? first : second;
  const key = options?.percpu ? 'each' : 'all';
  if (first === undefined || typeof first === 'object') return sinceCallBefore(memory, key, compare);
  return during(first, memory, key, compare);
}

function sinceCallBefore<Share>(memory: Memory, key: 'all' | 'each', compare: Compare<Share>): unknown {
  const now = read(key);
  const before = memory[key] ?? now;
  memory[key] = now;
  return contrast(before, now, compare);
}

async function during<Share>(
  interval: unknown,
  memory: Memory,
  key: 'all' | 'each',
  compare: Compare<Share>,
): Promise<unknown> {
  const seconds = checkInterval(interval);
  if (seconds === 0) return sinceCallBefore(memory, key, compare);
  const before = read(key);
  await sleep(seconds * 1000);
  return contrast(before, read(key), compare);
}

function read(key: 'all' | 'each'): Reading {
  return key === 'all' ? { all: timesOfAll() } : { each: timesByCpu() };
}

function contrast<Share>(before: Reading, after: Reading, compare: Compare<Share>): unknown {
  if ('all' in after) return 'all' in before ? compare(before.all, after.all) : undefined;
  const earlier = 'each' in before ? before.each : {};
  const shares = Object.entries(after.each).map(([cpu, times]) => [cpu, compare(earlier[Number(cpu)] ?? times, times)]);
  return Object.freeze(Object.fromEntries(shares));
}

type Deltas = Record<keyof CpuTimes, number>;

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
