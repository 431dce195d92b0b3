import type { CpuTimes, SystemCounters } from '../machine/snapshot.js';
import { spentSeconds } from './rise.js';

/** Shares of one CPU, or of all together, that add up to 100. NaN when not known. */
export type CpuShares = {
  readonly id: number;
  /** Guests included. */
  readonly userPercent: number;
  /** Guests included. */
  readonly nicePercent: number;
  /** Interrupts included. */
  readonly systemPercent: number;
  readonly iowaitPercent: number;
  readonly stealPercent: number;
  readonly idlePercent: number;
  /** All but idle and iowait. */
  readonly busyPercent: number;
};

type CpuReading = Pick<SystemCounters, 'cpuTotal' | 'cpus'>;

const FIELDS = ['user', 'nice', 'system', 'irq', 'softirq', 'steal', 'idle', 'iowait'] as const;
type Field = (typeof FIELDS)[number];

/** Seconds by what they were spent on; NaN is unknown. Guests are within user and nice. */
type Spent = Readonly<Record<Field, number>>;

/** One for each CPU of the newer reading; by number, as an offline CPU must not shift the others. */
export function eachCpuShares(before: CpuReading | undefined, now: CpuReading, seconds: number): readonly CpuShares[] {
  const known = byNumber(before);
  return now.cpus.map((cpu) => sharesOf(cpu.id, spentBetween(known.get(cpu.id), cpu, seconds, 1), seconds));
}

/**
 * Of all CPUs together; undefined where the kernel gives no CPU times at all. A CPU that went or came takes its idle time out
 * of the kernel's sum, or brings it in, and one counter gone wild spoils it: then the sum is over the CPUs that are in both
 * readings.
 */
export function totalCpuShares(
  before: CpuReading | undefined,
  now: CpuReading,
  seconds: number,
): CpuShares | undefined {
  const { cpuTotal, cpus } = now;
  if (cpuTotal === undefined) return undefined;
  const known = byNumber(before);
  const common = cpus.filter(({ id }) => known.has(id));
  const count = cpus.length > 0 ? cpus.length : Number.POSITIVE_INFINITY;
  const spent = spentBetween(before?.cpuTotal, cpuTotal, seconds, count);
  const isWhole = common.length === cpus.length && common.length === known.size;
  if ((isWhole && !isUnknown(spent)) || common.length === 0) return sharesOf(cpuTotal.id, spent, seconds * count);
  const all = common.map((cpu) => spentBetween(known.get(cpu.id), cpu, seconds, 1));
  return sharesOf(cpuTotal.id, addUp(all), seconds * common.length);
}

function byNumber(reading: CpuReading | undefined): ReadonlyMap<number, CpuTimes> {
  return new Map(reading?.cpus.map((cpu) => [cpu.id, cpu]));
}

function spentBetween(before: CpuTimes | undefined, now: CpuTimes, seconds: number, cpus: number): Spent {
  const spent = (field: Field) => spentSeconds(before?.[field], now[field], seconds, cpus);
  return {
    user: spent('user'),
    nice: spent('nice'),
    system: spent('system'),
    irq: spent('irq'),
    softirq: spent('softirq'),
    steal: spent('steal'),
    idle: spent('idle'),
    iowait: spent('iowait'),
  };
}

/** What is unknown of one CPU is left out; what is unknown of all is unknown. */
function addUp(all: readonly Spent[]): Spent {
  const sums = FIELDS.map((field) => {
    const parts = all.map((spent) => spent[field]).filter((part) => !Number.isNaN(part));
    return [field, parts.length === 0 ? Number.NaN : parts.reduce((sum, part) => sum + part, 0)];
  });
  return Object.fromEntries(sums) as Spent;
}

function isUnknown(spent: Spent): boolean {
  return FIELDS.some((field) => Number.isNaN(spent[field]));
}

/** Where a part is unknown, the parts are shares of the time that passed on these CPUs instead of their own sum. */
function sharesOf(id: number, spent: Spent, passedSeconds: number): CpuShares {
  const known = FIELDS.map((field) => spent[field]).filter((part) => !Number.isNaN(part));
  const sum = known.length === 0 ? Number.NaN : known.reduce((total, part) => total + part, 0);
  const total = isUnknown(spent) ? Math.max(sum, passedSeconds) : sum;
  const share = (part: number) => (total > 0 && total < Number.POSITIVE_INFINITY ? (part / total) * 100 : Number.NaN);
  const system = spent.system + spent.irq + spent.softirq;
  const busy = spent.user + spent.nice + system + spent.steal;
  const idle = spent.idle + spent.iowait;
  return {
    id,
    userPercent: share(spent.user),
    nicePercent: share(spent.nice),
    systemPercent: share(system),
    iowaitPercent: share(spent.iowait),
    stealPercent: share(spent.steal),
    idlePercent: share(spent.idle),
    busyPercent: share(Number.isNaN(busy) ? total - idle : busy),
  };
}
