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
