import { resolve } from 'node:path';
import type { DeletedFiles, DeletedOptions } from '../model/machine/disk-table.js';
import { addon } from './addon.js';
import { procRoot } from './roots.js';

const PROGRESS_MILLISECONDS = 100;

/** Looks at all processes, on threads of its own. Rejects when the signal ends it, or without a /proc. */
export async function findDeletedOpen(
  { signal, progress }: DeletedOptions = {},
  options: { readonly procRoot?: string } = {},
): Promise<DeletedFiles> {
  signal?.throwIfAborted();
  const walk = new (addon().DeletedWalk)(resolve(options.procRoot ?? procRoot()));
  const stop = () => walk.stop();
  signal?.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => progress?.(...walk.progress()), PROGRESS_MILLISECONDS);
  try {
    const found = await walk.run();
    signal?.throwIfAborted();
    if (!found.ok) throw new Error(`Processes can't be listed: ${found.subject}: ${found.code}.`);
    progress?.(...walk.progress());
    return found.value;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}
