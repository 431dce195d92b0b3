import { resolve } from 'node:path';
import type { DeletedFiles, DeletedOptions } from '../model/machine/disk-table.js';
import { addon } from './addon.js';
import type { Calls } from './calls.js';
import type { NativeDeletedWalk } from './native-types.js';
import { procRoot } from './roots.js';

const PROGRESS_MILLISECONDS = 100;

type WalkOptions = {
  readonly procRoot?: string;
  /** Makes what walks; here when left out. */
  readonly open?: (procRoot: string) => Calls<NativeDeletedWalk>;
};

/** Looks at all processes, on threads of its own. Rejects when the signal ends it, or without a /proc. */
export async function findDeletedOpen(
  { signal, progress }: DeletedOptions = {},
  { open = newWalk, ...options }: WalkOptions = {},
): Promise<DeletedFiles> {
  signal?.throwIfAborted();
  const walk = open(resolve(options.procRoot ?? procRoot()));
  const stop = () => void walk.stop();
  const tell = async () => progress?.(...(await walk.progress()));
  signal?.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => void tell().catch(() => {}), PROGRESS_MILLISECONDS);
  try {
    const found = await walk.run();
    signal?.throwIfAborted();
    if (!found.ok) throw new Error(`Processes can't be listed: ${found.subject}: ${found.code}.`);
    await tell();
    return found.value;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function newWalk(proc: string): NativeDeletedWalk {
  return new (addon().DeletedWalk)(proc);
}
