import type { Identity, Refusal } from '../model/machine/identity.js';
import type { Outcome } from '../model/machine/machine.js';
import type { Source } from '../model/machine/source.js';

type Asked = Pick<Source, 'socketOwners'>;

/** Whether a process has one of the sockets open now; a refusal with ENOTSOCK means that it has none. */
export async function checkSockets(source: Asked, identity: Identity, inodes: readonly number[]): Promise<Outcome> {
  let refusal = refuse('ENOTSOCK');
  for (const inode of inodes) {
    const outcome = await checkSocket(source, identity, inode);
    if (outcome.ok) return outcome;
    // An unreadable socket is more important than a closed one.
    if (outcome.code !== 'ENOTSOCK') refusal = outcome;
  }
  return refusal;
}

async function checkSocket(source: Asked, { pid, startTicks }: Identity, inode: number): Promise<Outcome> {
  const owners = await source.socketOwners(inode).catch(() => undefined);
  if (owners === undefined) return refuse('EIO');
  const own = owners.filter((owner) => owner.pid === pid && owner.startTicks === startTicks);
  if (own.some(({ refused }) => refused === undefined)) return { ok: true };
  return refuse(own[0]?.refused ?? 'ENOTSOCK');
}

function refuse(code: string): Refusal {
  return { ok: false, code, gone: false };
}
