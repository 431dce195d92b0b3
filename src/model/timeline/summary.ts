import type { Snapshot, SystemCounters } from '../machine/snapshot.js';
import { memoryUsedBytes } from '../sample/memory-parts.js';
import { computeSystemRates } from '../sample/system-rates.js';
import type { Summary } from './timeline.js';

/** A sample this many times later than the last one was is after a gap. */
const GAP = 3;
const LEAST_GAP_SECONDS = 5;

/** The few numbers of a sample that are shown of all samples at once, after the one before it if that was of the same run. */
export function summarize(previous: Summarized | undefined, { system, processes }: Snapshot): Summarized {
  const rates = computeSystemRates(previous?.system, system);
  const seconds = previous === undefined ? Number.NaN : system.monotonicSeconds - previous.system.monotonicSeconds;
  const usual = previous?.intervalSeconds ?? Number.NaN;
  const summary: Summary = {
    wallMilliseconds: system.wallClockMilliseconds,
    monotonicSeconds: system.monotonicSeconds,
    cpuPercent: rates.cpuTotal?.busyPercent ?? Number.NaN,
    memoryPercent: memoryPercent(system.memory),
    cpuPressurePercent: rates.cpuSomePercent ?? Number.NaN,
    memoryPressurePercent: rates.memorySomePercent ?? Number.NaN,
    ioPressurePercent: rates.ioSomePercent ?? Number.NaN,
    processes: processes.count,
    isAfterGap: passedSeconds(previous?.system, system) > Math.max(LEAST_GAP_SECONDS, GAP * usual),
  };
  return { summary, system, intervalSeconds: seconds };
}

/** With the time that the machine slept, which its uptime counts and the clock of all rates does not. */
function passedSeconds(
  previous: SystemCounters | undefined,
  { monotonicSeconds, uptimeSeconds }: SystemCounters,
): number {
  if (previous === undefined) return Number.NaN;
  const seconds = monotonicSeconds - previous.monotonicSeconds;
  const up = (uptimeSeconds ?? Number.NaN) - (previous.uptimeSeconds ?? Number.NaN);
  return up > seconds ? up : seconds;
}

/** With what the next one is compared with. */
export type Summarized = {
  readonly summary: Summary;
  readonly system: SystemCounters;
  readonly intervalSeconds: number;
};

function memoryPercent(memory: SystemCounters['memory']): number {
  if (memory === undefined || !(memory.totalBytes > 0)) return Number.NaN;
  return (100 * memoryUsedBytes(memory)) / memory.totalBytes;
}
