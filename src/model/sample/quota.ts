import type { Snapshot } from '../machine/snapshot.js';
import { cpuBound, riseOf } from './rise.js';

/** How much of the CPU quota that limits ntop was used between two readings of it, in percent; undefined if unknown. */
export function quotaPercent(previous: Snapshot | undefined, { limits, system }: Snapshot): number | undefined {
  const before = previous?.limits;
  if (before === undefined || limits?.cpus === undefined || before.cpus !== limits.cpus) return undefined;
  const seconds = limits.monotonicSeconds - before.monotonicSeconds;
  if (!(seconds > 0)) return undefined;
  const bound = cpuBound(system.cpus.length > 0 ? system.cpus.length : Number.POSITIVE_INFINITY);
  const used = riseOf(before.cpuSeconds ?? Number.NaN, limits.cpuSeconds ?? Number.NaN, seconds, bound);
  return Number.isNaN(used) ? undefined : (used / seconds / limits.cpus) * 100;
}
