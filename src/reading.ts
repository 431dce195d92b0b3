import type { Needs, Probe } from './model/machine.js';
import type { Snapshot } from './model/snapshot.js';
import { EnvironmentError } from './ways-out.js';

/**
 * The same probe, which has taken its first sample already: a machine that can't be read is an EnvironmentError before
 * a screen is opened for it.
 */
export async function withFirstSample<Some extends Probe>(probe: Some, needs: Needs): Promise<Some> {
  let first: Snapshot | undefined = await readSample(probe, needs);
  return {
    ...probe,
    sample(wanted) {
      const taken = first;
      first = undefined;
      return taken === undefined ? probe.sample(wanted) : Promise.resolve(taken);
    },
  };
}

/** A sample; what keeps the machine from being read is told in the probe's sentence, as an EnvironmentError. */
export async function readSample(probe: Pick<Probe, 'sample'>, needs: Needs): Promise<Snapshot> {
  try {
    return await probe.sample(needs);
  } catch (error) {
    throw new EnvironmentError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
