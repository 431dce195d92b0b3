import type { Needs, Probe } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { EnvironmentError } from './ways-out.js';

/** A sample; what keeps the machine from being read is told in the probe's sentence, as an EnvironmentError. */
export async function readSample(probe: Pick<Probe, 'sample'>, needs: Needs): Promise<Snapshot> {
  try {
    return await probe.sample(needs);
  } catch (error) {
    throw new EnvironmentError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
