import type { CpuTimes, SystemCounters } from '../machine/snapshot.js';
import { addKnown } from './known.js';
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
  return now.cpus.map((cpu, at) => sharesOf(cpu.id, spentBetween(sameCpu(before, cpu, at), cpu, seconds, 1), seconds));
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
  const common = cpus.filter((cpu, at) => sameCpu(before, cpu, at) !== undefined);
  const count = cpus.length > 0 ? cpus.length : Number.POSITIVE_INFINITY;
  const spent = spentBetween(before?.cpuTotal, cpuTotal, seconds, count);
  const isWhole = common.length === cpus.length && common.length === before?.cpus.length;
  if ((isWhole && !isUnknown(spent)) || common.length === 0) return sharesOf(cpuTotal.id, spent, seconds * count);
  const all = common.map((cpu, at) => spentBetween(sameCpu(before, cpu, at), cpu, seconds, 1));
  return sharesOf(cpuTotal.id, addUp(all), seconds * common.length);
}

/** What was read of a CPU before, mostly at the same place. */
function sameCpu(before: CpuReading | undefined, { id }: CpuTimes, at: number): CpuTimes | undefined {
  const there = before?.cpus[at];
  return there?.id === id ? there : before?.cpus.find((cpu) => cpu.id === id);
}

function spentBetween(before: CpuTimes | undefined, now: CpuTimes, seconds: number, cpus: number): Spent {
  return {
    user: spentSeconds(before?.user, now.user, seconds, cpus),
    nice: spentSeconds(before?.nice, now.nice, seconds, cpus),
    system: spentSeconds(before?.system, now.system, seconds, cpus),
    irq: spentSeconds(before?.irq, now.irq, seconds, cpus),
    softirq: spentSeconds(before?.softirq, now.softirq, seconds, cpus),
    steal: spentSeconds(before?.steal, now.steal, seconds, cpus),
    idle: spentSeconds(before?.idle, now.idle, seconds, cpus),
    iowait: spentSeconds(before?.iowait, now.iowait, seconds, cpus),
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
  for (let at = 0; at < FIELDS.length; at++) if (Number.isNaN(spent[FIELDS[at]])) return true;
  return false;
}

/** Where a part is unknown, the parts are shares of the time that passed on these CPUs instead of their own sum. */
function sharesOf(id: number, spent: Spent, passedSeconds: number): CpuShares {
  let sum = Number.NaN;
  for (let at = 0; at < FIELDS.length; at++) sum = addKnown(sum, spent[FIELDS[at]]);
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
