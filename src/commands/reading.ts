import type { Snapshot } from '../model/machine/snapshot.js';
import type { Reading } from '../model/machine/source.js';
import { EnvironmentError } from './failure.js';

/** The snapshot of a reading. If there is none, throws its sentence as an EnvironmentError. */
export function snapshotOf(reading: Reading): Snapshot {
  if (reading.ok) return reading.snapshot;
  throw new EnvironmentError(reading.error);
}

/** The result of a reading, or an AbortError once `stop` is aborted: a reading may hang in the kernel. */
export function unlessStopped<Result>(reading: Promise<Result>, stop: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(stop.reason);
    if (stop.aborted) giveUp();
    stop.addEventListener('abort', giveUp, { once: true });
    reading.then(resolve, reject).finally(() => stop.removeEventListener('abort', giveUp));
  });
}
