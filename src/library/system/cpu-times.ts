import { addon } from '../../probe/addon.js';
import { CPU_ROW, CPU_TIMES, type NativeStat } from '../../probe/native-types.js';
import { procRoot } from '../../probe/roots.js';
import { known, unwrap } from '../reading.js';

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

/** A row about one CPU that is online; `cpu` is the kernel's number of it. Rows are in its order, and may have gaps. */
export type PerCpu<Row> = { readonly cpu: number } & Row;

/** The times of all CPUs together, from the first line of /proc/stat. */
export function cpuTimes(): CpuTimes;
export function cpuTimes(options: { readonly percpu?: false | undefined }): CpuTimes;
/** The times of each CPU that is online, a row each, from the other lines. */
export function cpuTimes(options: { readonly percpu: true }): readonly PerCpu<CpuTimes>[];
export function cpuTimes({
  percpu = false,
}: {
  readonly percpu?: boolean | undefined;
} = {}): CpuTimes | readonly PerCpu<CpuTimes>[] {
  return percpu ? timesByCpu() : timesOfAll();
}

function timesOfAll(stat = readStat()): CpuTimes {
  return timesAt(stat.cpus, known(stat.hasTotal ? 0 : undefined, `the line "cpu" of ${procRoot()}/stat`));
}

/** From one reading. */
export function timesOfAllAndEach(): { readonly all: CpuTimes; readonly each: readonly PerCpu<CpuTimes>[] } {
  const stat = readStat();
  return { all: timesOfAll(stat), each: timesByCpu(stat) };
}

export function timesByCpu({ cpus, hasTotal } = readStat()): readonly PerCpu<CpuTimes>[] {
  const rows: PerCpu<CpuTimes>[] = [];
  for (let at = hasTotal ? CPU_ROW : 0; at < cpus.length; at += CPU_ROW)
    rows.push(rowOf(cpus[at] ?? 0, timesAt(cpus, at)));
  return Object.freeze(rows.sort((one, other) => one.cpu - other.cpu));
}

export function rowOf<Row extends object>(cpu: number, row: Row): PerCpu<Row> {
  return Object.freeze({ cpu, ...row });
}

export function readStat(): NativeStat {
  return unwrap(addon().readStat(procRoot()));
}

/** The kernel's order of columns is another. */
function timesAt(row: Float64Array, at: number): CpuTimes {
  const column = (name: keyof CpuTimes) => {
    const seconds = row[at + 1 + CPU_TIMES.indexOf(name)] ?? 0;
    return known(Number.isNaN(seconds) ? undefined : seconds, `the number "${name}" of a CPU in ${procRoot()}/stat`);
  };
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
