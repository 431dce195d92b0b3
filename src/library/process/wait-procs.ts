import { checkTimeout } from '../checks.js';
import { TimeoutExpired, wrongType } from '../errors.js';
import { interruptible } from '../time-limit.js';
import { Process } from './process.js';
import type { WaitOptions } from './process-ends.js';

/**
 * Waits until all of these processes have ended, or the time is over, which is no error: `gone` are those that ended, in
 * the order they did, `alive` the others. `onGone` is called for each as it ends, and its returncode is set. Rejects with
 * the signal's reason, with what onGone throws, and with a TypeError or RangeError for wrong arguments.
 */
export async function waitProcs(
  processes: Iterable<Process>,
  { timeout, signal, onGone }: WaitOptions & { readonly onGone?: (process: Process) => void } = {},
): Promise<{ readonly gone: readonly Process[]; readonly alive: readonly Process[] }> {
  const seconds = checkTimeout(timeout);
  const all = new Set(processes);
  if ([...all].some((one) => !(one instanceof Process))) throw wrongType('waitProcs needs objects of Process');
  if (onGone !== undefined && typeof onGone !== 'function') {
    throw wrongType(`onGone must be a function (got ${typeof onGone})`);
  }
  const gone = new Set<Process>();
  const waitForOne = async (process: Process, stop: AbortSignal) => {
    try {
      await process.wait({ timeout: seconds, signal: stop });
    } catch (error) {
      if (error instanceof TimeoutExpired) return;
      throw error;
    }
    if (stop.aborted) return;
    gone.add(process);
    onGone?.(process);
  };
  await interruptible(signal, (stop) => Promise.all([...all].map((one) => waitForOne(one, stop))));
  return Object.freeze({
    gone: Object.freeze([...gone]),
    alive: Object.freeze([...all].filter((one) => !gone.has(one))),
  });
}
