import type { MemoryDetail } from '../machine/memory-detail.js';
import type { DiskCounters, InterfaceCounters, Pressure, SystemCounters } from '../machine/snapshot.js';
import { remembered } from '../text/remembered.js';
import { type CpuShares, eachCpuShares, totalCpuShares } from './cpu-shares.js';
import { addKnown } from './known.js';
import { type Bound, BUSY_BOUND, EVENT_BOUND, riseOf, STALL_BOUND, TRAFFIC_BOUND } from './rise.js';

export type DiskRates = {
  readonly name: string;
  readonly readBytesPerSecond: number;
  readonly writeBytesPerSecond: number;
  readonly busyPercent: number;
};

export type InterfaceRates = {
  readonly name: string;
  readonly receiveBytesPerSecond: number;
  readonly sendBytesPerSecond: number;
  readonly counted: boolean;
};

/** The rates of the machine between two readings. Undefined, and NaN within lists, is unknown. */
export type SystemRates = {
  /** Undefined if the kernel reports no CPU times. */
  readonly cpuTotal: CpuShares | undefined;
  /** One per CPU of the newest reading, in its order. */
  readonly cpus: readonly CpuShares[];
  /** Share of time in which some tasks, or all, waited. */
  readonly cpuSomePercent: number | undefined;
  readonly memorySomePercent: number | undefined;
  readonly memoryFullPercent: number | undefined;
  readonly ioSomePercent: number | undefined;
  readonly ioFullPercent: number | undefined;
  /** Disks and interfaces that were in both readings; NaN where a counter was reset or is not plausible. */
  readonly disks: readonly DiskRates[];
  readonly interfaces: readonly InterfaceRates[];
  /** Sums over all disks. */
  readonly readBytesPerSecond: number | undefined;
  readonly writeBytesPerSecond: number | undefined;
  /** Sums over those interfaces that count, so that nothing does twice. */
  readonly receiveBytesPerSecond: number | undefined;
  readonly sendBytesPerSecond: number | undefined;
  readonly forksPerSecond: number | undefined;
  /** Unknown unless memory details were read. */
  readonly swapInBytesPerSecond: number | undefined;
  readonly swapOutBytesPerSecond: number | undefined;
};

/**
 * Compares the system's counters. `previous` is undefined or earlier by the monotonic clock. Of the last two readings the
 * rates are kept: the screen and the recent past both ask for them.
 */
export const computeSystemRates: (previous: SystemCounters | undefined, next: SystemCounters) => SystemRates =
  remembered(ratesBetween);

function ratesBetween(previous: SystemCounters | undefined, next: SystemCounters): SystemRates {
  const seconds = previous === undefined ? Number.NaN : next.monotonicSeconds - previous.monotonicSeconds;
  const disks = diskRates(previous?.disks ?? [], next.disks, seconds);
  const interfaces = interfaceRates(previous?.interfaces ?? [], next.interfaces, seconds);
  const outside = interfaces.filter(({ counted }) => counted);
  const before = previous?.pressure;
  const now = next.pressure;

  return {
    cpuTotal: totalCpuShares(previous, next, seconds),
    cpus: eachCpuShares(previous, next, seconds),
    cpuSomePercent: stalledPercent(before?.cpu, now.cpu, 'someMicroseconds', seconds),
    memorySomePercent: stalledPercent(before?.memory, now.memory, 'someMicroseconds', seconds),
    memoryFullPercent: stalledPercent(before?.memory, now.memory, 'fullMicroseconds', seconds),
    ioSomePercent: stalledPercent(before?.io, now.io, 'someMicroseconds', seconds),
    ioFullPercent: stalledPercent(before?.io, now.io, 'fullMicroseconds', seconds),
    disks,
    interfaces,
    readBytesPerSecond: sum(disks, (disk) => disk.readBytesPerSecond),
    writeBytesPerSecond: sum(disks, (disk) => disk.writeBytesPerSecond),
    receiveBytesPerSecond: sum(outside, (link) => link.receiveBytesPerSecond),
    sendBytesPerSecond: sum(outside, (link) => link.sendBytesPerSecond),
    forksPerSecond: perSecond(previous?.forks, next.forks, seconds, EVENT_BOUND),
    ...swapRates(previous?.memoryDetail, next.memoryDetail),
  };
}

function stalledPercent(
  before: Pressure | undefined,
  now: Pressure | undefined,
  field: keyof Pressure,
  seconds: number,
): number | undefined {
  const rate = perSecond(before?.[field], now?.[field], seconds, STALL_BOUND);
  return rate === undefined ? undefined : Math.min(100, rate / 10_000);
}

/** They are read separately and have a time of their own. */
function swapRates(before: MemoryDetail | undefined, now: MemoryDetail | undefined) {
  const passed = (now?.monotonicSeconds ?? Number.NaN) - (before?.monotonicSeconds ?? Number.NaN);
  const seconds = passed > 0 ? passed : Number.NaN;
  return {
    swapInBytesPerSecond: perSecond(before?.swappedInBytes, now?.swappedInBytes, seconds, TRAFFIC_BOUND),
    swapOutBytesPerSecond: perSecond(before?.swappedOutBytes, now?.swappedOutBytes, seconds, TRAFFIC_BOUND),
  };
}

function diskRates(before: readonly DiskCounters[], now: readonly DiskCounters[], seconds: number): DiskRates[] {
  const rates: DiskRates[] = [];
  now.forEach((disk, at) => {
    const old = sameNamed(before, disk.name, at);
    const read = riseOf(old?.readBytes, disk.readBytes, seconds, TRAFFIC_BOUND) / seconds;
    const write = riseOf(old?.writeBytes, disk.writeBytes, seconds, TRAFFIC_BOUND) / seconds;
    if (Number.isNaN(read) && Number.isNaN(write)) return;
    const busy = riseOf(old?.busyMilliseconds, disk.busyMilliseconds, seconds, BUSY_BOUND) / seconds;
    const busyPercent = Math.min(100, busy / 10);
    rates.push({ name: disk.name, readBytesPerSecond: read, writeBytesPerSecond: write, busyPercent });
  });
  return rates;
}

function interfaceRates(
  before: readonly InterfaceCounters[],
  now: readonly InterfaceCounters[],
  seconds: number,
): InterfaceRates[] {
  const rates: InterfaceRates[] = [];
  now.forEach(({ name, receivedBytes, sentBytes, counted }, at) => {
    const old = sameNamed(before, name, at);
    const receive = riseOf(old?.receivedBytes, receivedBytes, seconds, TRAFFIC_BOUND) / seconds;
    const send = riseOf(old?.sentBytes, sentBytes, seconds, TRAFFIC_BOUND) / seconds;
    if (Number.isNaN(receive) && Number.isNaN(send)) return;
    rates.push({ name, receiveBytesPerSecond: receive, sendBytesPerSecond: send, counted });
  });
  return rates;
}

/** The one with this name, mostly at the same place. */
function sameNamed<Row extends { readonly name: string }>(
  rows: readonly Row[],
  name: string,
  at: number,
): Row | undefined {
  const there = rows[at];
  return there?.name === name ? there : rows.find((row) => row.name === name);
}

function perSecond(
  before: number | undefined,
  now: number | undefined,
  seconds: number,
  bound: Bound,
): number | undefined {
  const rise = riseOf(before, now, seconds, bound);
  return Number.isNaN(rise) ? undefined : rise / seconds;
}

/** What is unknown of one is left out. */
function sum<Row>(rows: readonly Row[], rateOf: (row: Row) => number): number | undefined {
  let total = Number.NaN;
  for (let at = 0; at < rows.length; at++) total = addKnown(total, rateOf(rows[at]));
  return Number.isNaN(total) ? undefined : total;
}
