import { endNow } from '../probe/addon.js';
import { reportFailure } from './failure.js';
import { type Begun, run } from './run.js';

const FAILED = 1;

/** Runs the program to its end, and ends the process. */
export async function program(argv: readonly string[], begun: Begun): Promise<void> {
  try {
    end(await run(argv, begun));
  } catch (error) {
    reportFailure(error, process.stderr);
    process.stderr.write('', () => end(FAILED));
  }
}

/** At once: a reading that hangs in the kernel must not keep the program. All output has been written. */
function end(status: number): void {
  process.exitCode = status;
  // What Node would do at a slower end, where it can.
  const { flushCompileCache } = process.getBuiltinModule('node:module') as { flushCompileCache?: () => void };
  flushCompileCache?.();
  endNow(status);
  // Without a probe of its own, as when another machine is shown.
  process.exit(status);
}
