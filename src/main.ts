import type { Compiled } from './commands/doctor.js';
import { reportFailure } from './commands/failure.js';
import { run } from './commands/run.js';
import { endNow } from './probe/addon.js';

const FAILED = 1;

/** The program, with what bin/ntop.js has done before it. */
export async function main({ compiled }: { readonly compiled: Compiled }): Promise<void> {
  try {
    end(await run(process.argv.slice(2), compiled));
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
}
