import type { Identity } from '../model/machine/identity.js';
import type { Machine, Outcome } from '../model/machine/machine.js';

/** Whether a process has a socket open at this moment; a refusal with ENOTSOCK says that it has not. */
export async function checkSocket(probe: Machine, { pid, startTicks }: Identity, inode: number): Promise<Outcome> {
  const owners = await probe.socketOwners(inode).catch(() => undefined);
  if (owners === undefined) return refuse('EIO');
  const own = owners.filter((owner) => owner.pid === pid && owner.startTicks === startTicks);
  if (own.some(({ refused }) => refused === undefined)) return { ok: true };
  return refuse(own[0]?.refused ?? 'ENOTSOCK');
}

function refuse(code: string): Outcome {
  return { ok: false, code, gone: false };
}
