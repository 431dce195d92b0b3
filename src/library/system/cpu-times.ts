import { addon } from '../../probe/addon.js';
import { CPU_ROW, CPU_TIMES, type NativeStat } from '../../probe/native-types.js';
import { known, unwrap } from '../reading.js';
import { procRoot } from '../roots.js';

/**
 * Seconds since boot that CPUs spent on each kind of work. As the kernel has it, `user` contains `guest` and `nice`
 * contains `guestNice`. What an old kernel does not count is 0.
 */
export type CpuTimes = {
  readonly user: number;
  readonly system: number;
  readonly idle: number;
  readonly nice: number;
  readonly iowait: number;
  readonly irq: number;
  readonly softirq: number;
  readonly steal: number;
  readonly guest: number;
  readonly guestNice: number;
};

/** Something by the kernel's number of each CPU that is online. Numbers may have gaps. */
export type ByCpu<Value> = Readonly<Record<number, Value>>;

/** The times of all CPUs together, from the first line of /proc/stat. */
export function cpuTimes(): CpuTimes;
export function cpuTimes(options: { readonly percpu?: false | undefined }): CpuTimes;
/** The times of each CPU by its number, from the other lines. */
export function cpuTimes(options: { readonly percpu: true }): ByCpu<CpuTimes>;
export function cpuTimes({
  percpu = false,
}: {
  readonly percpu?: boolean | undefined;
} = {}): CpuTimes | ByCpu<CpuTimes> {
  return percpu ? timesByCpu() : timesOfAll();
}

export function timesOfAll(): CpuTimes {
  const stat = readStat();
  return timesAt(stat.cpus, known(stat.hasTotal ? 0 : undefined, `the line "cpu" of ${procRoot()}/stat`));
}

export function timesByCpu(): ByCpu<CpuTimes> {
  const { cpus, hasTotal } = readStat();
  const entries: [number, CpuTimes][] = [];
  for (let at = hasTotal ? CPU_ROW : 0; at < cpus.length; at += CPU_ROW)
    entries.push([cpus[at] ?? 0, timesAt(cpus, at)]);
  return Object.freeze(Object.fromEntries(entries));
}

export function readStat(): NativeStat {
  return unwrap(addon().readStat(procRoot()));
}

/** The kernel's order of columns is another. */
function timesAt(row: Float64Array, at: number): CpuTimes {
  const column = (name: keyof CpuTimes) => row[at + 1 + CPU_TIMES.indexOf(name)] ?? 0;
  return Object.freeze({
    user: column('user'),
    system: column('system'),
    idle: column('idle'),
    nice: column('nice'),
    iowait: column('iowait'),
    irq: column('irq'),
    softirq: column('softirq'),
    steal: column('steal'),
    guest: column('guest'),
    guestNice: column('guestNice'),
  });
}
