import { isThread, stateLetter } from '../machine/process-kinds.js';
import type { DelayRates, Sample } from './sample.js';
import { stoppedPercent } from './throttling.js';
import { waitedSeconds } from './waited.js';

/**
 * What a process waited for a CPU, without the time for which a quota stopped it. Of that only the sum of its whole group is
 * known: what may have been that is left out. The kernel counts a wait when it ends: a process that was runnable all the
 * time and did not run waited all of it.
 */
export function cpuWaitPercent(sample: Sample, slot: number): number {
  const counted = upToThreads(sample, slot, sample.rates.delays?.cpuPercent);
  const isQueued = isStanding(sample, slot, 'R') && !Number.isNaN(counted);
  const waited = isQueued ? Math.max(100, counted) : counted;
  const stopped = stoppedPercent(sample, slot);
  if (stopped === 0) return waited;
  // While a CPU of the group is stopped, all threads that want it wait.
  const share = stopped / (100 * Math.ceil(stopped / 100));
  const used = sample.rates.cpuPercent[slot];
  return Math.max(0, waited - Math.max(stopped, share * (waited + (used > 0 ? used : 0))));
}

/** Unknown for a process that is blocked all the time: what it waits for counts when it ends. */
export function ioWaitPercent(sample: Sample, slot: number): number {
  return isStanding(sample, slot, 'D') ? Number.NaN : upToThreads(sample, slot, sample.rates.delays?.blockIoPercent);
}

export function memoryWaitPercent(sample: Sample, slot: number): number {
  return isStanding(sample, slot, 'D') ? Number.NaN : upToThreads(sample, slot, sample.rates.delays?.memoryPercent);
}

/** Delays are read some time after the moment that is the snapshot's. */
const LATER_SECONDS = 0.1;

/**
 * A wait that ends is counted at once: of a process that stood waiting at the sample before, for all the time since it last ran.
 * More than its threads can wait in that time was waited before, nobody knows when.
 */
function upToThreads(sample: Sample, slot: number, percents: DelayRates['cpuPercent'] | undefined): number {
  const { snapshot, rates } = sample;
  const { columns } = snapshot.processes;
  const interval = rates.intervalSeconds ?? Number.NaN;
  const span = interval + (rates.delays?.stoodSeconds[slot] ?? 0);
  const most = 100 * (isThread(columns, slot) ? 1 : Math.max(1, columns.threads[slot]));
  const percent = ((percents?.[slot] ?? Number.NaN) * interval) / span;
  return percent <= most * (1 + LATER_SECONDS / span) ? Math.min(percent, most) : Number.NaN;
}

/** Whether it was in this state all the time since the previous sample. */
function isStanding({ snapshot, rates }: Sample, slot: number, state: string): boolean {
  if (stateLetter(snapshot.processes.columns.state[slot]) !== state) return false;
  return waitedSeconds(snapshot, slot) >= (rates.intervalSeconds ?? Number.POSITIVE_INFINITY) * 0.99;
}
