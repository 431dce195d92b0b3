import type { Needs, Probe } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { EnvironmentError } from './ways-out.js';

/** A sample. If the machine can't be read, throws the probe's message as an EnvironmentError. */
export async function readSample(probe: Pick<Probe, 'sample'>, needs: Needs): Promise<Snapshot> {
  try {
    return await probe.sample(needs);
  } catch (error) {
    throw new EnvironmentError(error instanceof Error ? error.message : String(error), { cause: error });
  }
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
