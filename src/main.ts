import { reportFailure } from './commands/failure.js';
import { run } from './commands/run.js';
import { endNow } from './probe/addon.js';

const FAILED = 1;

try {
  end(await run(process.argv.slice(2)));
} catch (error) {
  reportFailure(error, process.stderr);
  process.stderr.write('', () => end(FAILED));
}

/** At once: a reading that hangs in the kernel must not keep the program. All output has been written. */
function end(status: number): void {
  process.exitCode = status;
  // What Node would do at a slower end, where it can.
  const { flushCompileCache } = process.getBuiltinModule('node:module') as { flushCompileCache?: () => void };
  flushCompileCache?.();
  endNow(status);
}
