import { addon } from '../../probe/addon.js';
import { procRoot, sysRoot } from '../../probe/roots.js';
import { known, unwrap } from '../reading.js';
import { type PerCpu, readStat, rowOf } from './cpu-times.js';

/** Numbers since boot; null where an old kernel does not report them. */
export type CpuStats = {
  readonly ctxSwitches: number | null;
  readonly interrupts: number | null;
  readonly softInterrupts: number | null;
  /** Always 0: Linux does not count them. */
  readonly syscalls: number;
};

/** MHz; null where the machine does not report it. */
export type CpuFrequency = {
  readonly current: number | null;
  readonly min: number | null;
  readonly max: number | null;
};

/**
 * How many CPUs are online, or with `logical: false` how many cores they are on. null when neither /proc nor /sys has it.
 * Reads /proc/stat or /proc/cpuinfo; for cores /sys/devices/system/cpu/cpuN/topology.
 */
export function cpuCount({ logical = true }: { readonly logical?: boolean | undefined } = {}): number | null {
  return addon().countCpus(procRoot(), sysRoot(), logical) ?? null;
}

/** Context switches and interrupts since boot, from /proc/stat. */
export function cpuStats(): CpuStats {
  const { contextSwitches = null, interrupts = null, softInterrupts = null } = readStat();
  return Object.freeze({ ctxSwitches: contextSwitches, interrupts, softInterrupts, syscalls: 0 });
}

/**
 * The mean frequency of all CPUs, from /proc/cpuinfo and /sys/devices/system/cpu/cpufreq; null when nothing is known of
 * any. A promise, because some drivers wait until they have measured.
 */
export async function cpuFreq(options?: { readonly percpu?: false | undefined }): Promise<CpuFrequency | null>;
/** The frequency of each CPU, a row each; one of which nothing is known is left out. */
export async function cpuFreq(options: { readonly percpu: true }): Promise<readonly PerCpu<CpuFrequency>[]>;
export async function cpuFreq({
  percpu = false,
}: {
  readonly percpu?: boolean | undefined;
} = {}): Promise<CpuFrequency | readonly PerCpu<CpuFrequency>[] | null> {
  const found = unwrap(await addon().readFrequencies(procRoot(), sysRoot()))
    .map(({ cpu, megahertz = null, leastMegahertz = null, mostMegahertz = null }) =>
      rowOf(cpu, { current: megahertz, min: leastMegahertz, max: mostMegahertz }),
    )
    .sort((one, other) => one.cpu - other.cpu);
  if (percpu) return Object.freeze(found);
  if (found.length === 0) return null;
  const meanOf = (key: keyof CpuFrequency) => mean(found.map((frequency) => frequency[key]));
  return Object.freeze({ current: meanOf('current'), min: meanOf('min'), max: meanOf('max') });
}

/**
 * How many tasks ran or waited to, on average over the last 1, 5 and 15 minutes, from /proc/loadavg. Tasks that wait for
 * storage count too.
 */
export function loadAverage(): readonly [number, number, number] {
  return Object.freeze(unwrap(addon().readLoad(procRoot())));
}

/** loadAverage under the name that psutil has for it. */
export function getloadavg(): readonly [number, number, number] {
  return loadAverage();
}

/** When the machine was started, in seconds since 1970, from /proc/stat; moves when the clock is set. */
export function bootTime(): number {
  return known(readStat().bootTimeSeconds, `the line "btime" of ${procRoot()}/stat`);
}

function mean(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
