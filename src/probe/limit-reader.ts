import type { OwnLimits } from '../model/machine/own-limits.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { addon } from './addon.js';
import { procRoot, sysRoot } from './roots.js';

/** Puts the limits of ntop itself into samples. They are read in the background, after one sample and for the next. */
export type LimitReader = { complete(snapshot: Snapshot, isNeeded: boolean): Snapshot };

/** Where there are no limits, they may come: a running container can be updated. */
const SELDOM_MILLISECONDS = 30_000;

/** `now` is a monotonic clock in milliseconds. */
export function createLimitReader(
  read: () => Promise<OwnLimits | undefined>,
  now = () => performance.now(),
): LimitReader {
  let last: OwnLimits | undefined;
  let due = 0;
  let isReading = false;
  const readAside = async () => {
    isReading = true;
    last = await read();
    due = last === undefined ? now() + SELDOM_MILLISECONDS : 0;
    isReading = false;
  };
  return {
    complete(snapshot, isNeeded) {
      if (!isNeeded) return snapshot;
      if (!isReading && now() >= due) void readAside();
      return last === undefined ? snapshot : { ...snapshot, limits: last };
    },
  };
}

/** Never rejects; undefined where nothing limits ntop. */
export async function readOwnLimits(): Promise<OwnLimits | undefined> {
  const { pid } = process;
  const into = new Float64Array(3);
  if (addon().identifyProcess(procRoot(), pid, into) !== 0) return undefined;
  const [startTicks = 0, pidfdInode = 0] = into;
  const answer = await addon().readGroupLimits(procRoot(), sysRoot(), { pid, startTicks, pidfdInode });
  if (!answer.ok) return undefined;
  const { cpus, cpuSeconds, memoryBytes, memoryUsedBytes, monotonicSeconds } = answer.limits;
  if (cpus === undefined && memoryBytes === undefined) return undefined;
  return { cpus, cpuSeconds, memoryBytes, memoryUsedBytes, monotonicSeconds };
}
