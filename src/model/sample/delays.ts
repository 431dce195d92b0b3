import { stateLetter } from '../machine/process-kinds.js';
import type { Sample } from './sample.js';
import { throttledPercent } from './throttling.js';
import { waitedSeconds } from './waited.js';

/**
 * What a process waited for a CPU, without the time for which a quota stopped its group. The kernel counts a wait when it ends:
 * a process that was runnable all the time and did not run waited all of it, and what is then counted at once is no more
 * than its threads can wait.
 */
export function cpuWaitPercent(sample: Sample, slot: number): number {
  const counted = upToThreads(sample, slot, sample.rates.delays?.cpuPercent);
  const isQueued = isStanding(sample, slot, 'R') && !Number.isNaN(counted);
  const waited = isQueued ? Math.max(100, counted) : counted;
  const throttled = throttledPercent(sample, slot);
  return throttled > 0 ? Math.max(0, waited - throttled) : waited;
}

/** Unknown for a process that is blocked all the time: what it waits for counts when it ends. */
export function ioWaitPercent(sample: Sample, slot: number): number {
  return isStanding(sample, slot, 'D') ? Number.NaN : upToThreads(sample, slot, sample.rates.delays?.blockIoPercent);
}

export function memoryWaitPercent(sample: Sample, slot: number): number {
  return isStanding(sample, slot, 'D') ? Number.NaN : upToThreads(sample, slot, sample.rates.delays?.memoryPercent);
}

function upToThreads({ snapshot }: Sample, slot: number, percents: Float64Array | undefined): number {
  return Math.min(percents?.[slot] ?? Number.NaN, 100 * Math.max(1, snapshot.processes.columns.threads[slot]));
}

/** Whether it was in this state all the time since the previous sample. */
function isStanding({ snapshot, rates }: Sample, slot: number, state: string): boolean {
  if (stateLetter(snapshot.processes.columns.state[slot]) !== state) return false;
  return waitedSeconds(snapshot, slot) >= (rates.intervalSeconds ?? Number.POSITIVE_INFINITY) * 0.99;
}
