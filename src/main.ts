import type { Begun } from './commands/run.js';
import { beginSample } from './probe/first-sample.js';
import { keepMemorySmall } from './probe/own-memory.js';

/** What bin/ntop.js has found: where compiled code is kept, and whether the arguments ask for no screen. */
type Found = { readonly compiled: Begun['compiled']; readonly prints: boolean };

/** The program. While the rest of it is loaded, another thread reads the processes for the first frame. */
export async function main({ compiled, prints }: Found): Promise<void> {
  if (!prints) keepMemorySmall();
  const first = prints ? undefined : beginSample();
  const { program } = await import('./commands/program.js');
  await program(process.argv.slice(2), { compiled, first });
}
