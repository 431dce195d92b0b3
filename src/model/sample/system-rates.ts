import type { MemoryDetail } from '../machine/memory-detail.js';
import type { CpuTimes, DiskCounters, InterfaceCounters, Pressure, SystemCounters } from '../machine/snapshot.js';

/** Shares of one CPU, or of all together, that add up to 100. NaN if unknown. */
export type CpuShares = {
  readonly id: number;
  /** Includes guests. */
  readonly userPercent: number;
  /** Includes guests. */
  readonly nicePercent: number;
  /** Includes interrupts. */
  readonly systemPercent: number;
  readonly iowaitPercent: number;
  readonly stealPercent: number;
  readonly idlePercent: number;
  /** All except idle and iowait. */
  readonly busyPercent: number;
};

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
  /** Disks and interfaces that were in both readings and were not reset. */
  readonly disks: readonly DiskRates[];
  readonly interfaces: readonly InterfaceRates[];
  /** Sums over all disks. */
  readonly readBytesPerSecond: number | undefined;
  readonly writeBytesPerSecond: number | undefined;
  /** Sums over all interfaces but lo. */
  readonly receiveBytesPerSecond: number | undefined;
  readonly sendBytesPerSecond: number | undefined;
  readonly forksPerSecond: number | undefined;
  /** Unknown unless memory details were read. */
  readonly swapInBytesPerSecond: number | undefined;
  readonly swapOutBytesPerSecond: number | undefined;
};

/** Compares the system's counters. `previous` is undefined or earlier by the monotonic clock. */
export function computeSystemRates(previous: SystemCounters | undefined, next: SystemCounters): SystemRates {
  const seconds = previous === undefined ? Number.NaN : next.monotonicSeconds - previous.monotonicSeconds;
  const disks = diskRates(previous?.disks ?? [], next.disks, seconds);
  const interfaces = interfaceRates(previous?.interfaces ?? [], next.interfaces, seconds);
  const outside = interfaces.filter(({ name }) => name !== 'lo');
  const before = previous?.pressure;
  const now = next.pressure;

  return {
    cpuTotal: next.cpuTotal && cpuShares(previous?.cpuTotal, next.cpuTotal),
    cpus: allCpuShares(previous?.cpus ?? [], next.cpus),
    cpuSomePercent: stalledPercent(before?.cpu, now.cpu, 'someMicroseconds', seconds),
    memorySomePercent: stalledPercent(before?.memory, now.memory, 'someMicroseconds', seconds),
    memoryFullPercent: stalledPercent(before?.memory, now.memory, 'fullMicroseconds', seconds),
    ioSomePercent: stalledPercent(before?.io, now.io, 'someMicroseconds', seconds),
    ioFullPercent: stalledPercent(before?.io, now.io, 'fullMicroseconds', seconds),
    disks,
    interfaces,
    readBytesPerSecond: sum(disks.map((disk) => disk.readBytesPerSecond)),
    writeBytesPerSecond: sum(disks.map((disk) => disk.writeBytesPerSecond)),
    receiveBytesPerSecond: sum(outside.map((link) => link.receiveBytesPerSecond)),
    sendBytesPerSecond: sum(outside.map((link) => link.sendBytesPerSecond)),
    forksPerSecond: perSecond(previous?.forks, next.forks, seconds),
    ...swapRates(previous?.memoryDetail, next.memoryDetail),
  };
}

/** By CPU number: an offline CPU must not shift the other CPUs. */
function allCpuShares(before: readonly CpuTimes[], now: readonly CpuTimes[]): readonly CpuShares[] {
  const known = new Map(before.map((cpu) => [cpu.id, cpu]));
  return now.map((cpu) => cpuShares(known.get(cpu.id), cpu));
}

/** A field that decreased, as iowait and steal do, counts as unchanged. */
function cpuShares(before: CpuTimes | undefined, now: CpuTimes): CpuShares {
  const spent = (field: keyof CpuTimes) => (before ? Math.max(0, now[field] - before[field]) : Number.NaN);
  const system = spent('system') + spent('irq') + spent('softirq');
  const busy = spent('user') + spent('nice') + system + spent('steal');
  const total = busy + spent('idle') + spent('iowait');
  const share = (part: number) => (total > 0 ? (part / total) * 100 : Number.NaN);
  return {
    id: now.id,
    userPercent: share(spent('user')),
    nicePercent: share(spent('nice')),
    systemPercent: share(system),
    iowaitPercent: share(spent('iowait')),
    stealPercent: share(spent('steal')),
    idlePercent: share(spent('idle')),
    busyPercent: share(busy),
  };
}

function stalledPercent(
  before: Pressure | undefined,
  now: Pressure | undefined,
  field: keyof Pressure,
  seconds: number,
): number | undefined {
  const rate = perSecond(before?.[field], now?.[field], seconds);
  return rate === undefined ? undefined : Math.min(100, rate / 10_000);
}

/** They are read separately and have a time of their own. */
function swapRates(before: MemoryDetail | undefined, now: MemoryDetail | undefined) {
  const passed = (now?.monotonicSeconds ?? Number.NaN) - (before?.monotonicSeconds ?? Number.NaN);
  const seconds = passed > 0 ? passed : Number.NaN;
  return {
    swapInBytesPerSecond: perSecond(before?.swappedInBytes, now?.swappedInBytes, seconds),
    swapOutBytesPerSecond: perSecond(before?.swappedOutBytes, now?.swappedOutBytes, seconds),
  };
}

function diskRates(before: readonly DiskCounters[], now: readonly DiskCounters[], seconds: number): DiskRates[] {
  const known = new Map(before.map((disk) => [disk.name, disk]));
  return now.flatMap((disk) => {
    const old = known.get(disk.name);
    const read = perSecond(old?.readBytes, disk.readBytes, seconds);
    const write = perSecond(old?.writeBytes, disk.writeBytes, seconds);
    if (read === undefined || write === undefined) return [];
    const busy = perSecond(old?.busyMilliseconds, disk.busyMilliseconds, seconds) ?? Number.NaN;
    return [
      { name: disk.name, readBytesPerSecond: read, writeBytesPerSecond: write, busyPercent: Math.min(100, busy / 10) },
    ];
  });
}

function interfaceRates(
  before: readonly InterfaceCounters[],
  now: readonly InterfaceCounters[],
  seconds: number,
): InterfaceRates[] {
  const known = new Map(before.map((link) => [link.name, link]));
  return now.flatMap(({ name, receivedBytes, sentBytes }) => {
    const receive = perSecond(known.get(name)?.receivedBytes, receivedBytes, seconds);
    const send = perSecond(known.get(name)?.sentBytes, sentBytes, seconds);
    if (receive === undefined || send === undefined) return [];
    return [{ name, receiveBytesPerSecond: receive, sendBytesPerSecond: send }];
  });
}

/** A counter that decreased was reset: the change is unknown, not negative. */
function perSecond(before: number | undefined, now: number | undefined, seconds: number): number | undefined {
  if (before === undefined || now === undefined) return undefined;
  const rate = (now - before) / seconds;
  return rate >= 0 ? rate : undefined;
}

function sum(rates: readonly number[]): number | undefined {
  return rates.length === 0 ? undefined : rates.reduce((total, rate) => total + rate, 0);
}
