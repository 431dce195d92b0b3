import type { Segment } from '../text/bars.js';
import type { CpuShares } from './cpu-shares.js';
import type { History } from './history.js';
import type { Sample } from './sample.js';

/** One CPU. It is off if it was online before and is missing in the newest reading. */
export type Core = {
  readonly id: number;
  readonly online: boolean;
  /** Undefined if off; NaN until it was in two readings. */
  readonly shares: CpuShares | undefined;
};

/** All CPUs that were ever seen, by number. */
export function coresOf(sample: Sample | undefined, history: History): readonly Core[] {
  if (!sample) return [];
  const { cpus } = sample.snapshot.system;
  const online = cpus.map(({ id }, index) => ({ id, online: true, shares: sample.rates.system.cpus[index] }));
  const off = offIds(sample, history).map((id) => ({ id, online: false, shares: undefined }));
  return off.length === 0 ? online : [...online, ...off].sort((one, other) => one.id - other.id);
}

/** How many CPUs were ever seen. */
export function coreCount(sample: Sample | undefined, { cpuIds }: History): number {
  if (!sample) return 0;
  let count = cpuIds.size;
  for (const { id } of sample.snapshot.system.cpus) if (!cpuIds.has(id)) count += 1;
  return count;
}

/** The numbers of the CPUs that are off. */
export function offIds(sample: Sample, history: History): readonly number[] {
  const { cpus } = sample.snapshot.system;
  if (coreCount(sample, history) === cpus.length) return NONE;
  const online = new Set(cpus.map(({ id }) => id));
  return [...history.cpuIds].filter((id) => !online.has(id));
}

const NONE: readonly number[] = [];

/** The parts of a CPU bar. The blank rest is idle time; I/O wait is drawn, but does not count as busy. */
export function cpuSegments(shares: CpuShares | undefined): readonly Segment[] {
  return [
    { tone: 'cpuUser', fraction: fractionOf(shares?.userPercent) },
    { tone: 'cpuNice', fraction: fractionOf(shares?.nicePercent) },
    { tone: 'cpuSystem', fraction: fractionOf(shares?.systemPercent) },
    { tone: 'cpuWait', fraction: fractionOf(shares?.iowaitPercent) },
    { tone: 'cpuSteal', fraction: fractionOf(shares?.stealPercent) },
  ];
}

function fractionOf(percent: number | undefined): number {
  return (percent ?? Number.NaN) / 100;
}
