import { ZOMBIE } from '../machine/process-kinds.js';
import type { Snapshot } from '../machine/snapshot.js';
import { NONE, pidIndex } from '../sample/pid-index.js';
import type { Listener, PortOwner } from './listeners.js';

/** Whether one of the sockets still exists. */
export function goesOn(last: Listener, now: Listener): boolean {
  return now.sockets.some(({ serial }) => last.sockets.some((socket) => socket.serial === serial));
}

/**
 * Whether the owner may still have the port. For a socket shared by several processes only the lowest PID is known, and
 * sometimes none: then the owner counts while its process exists.
 */
export function mayStillHave(snapshot: Snapshot, last: Listener, now: Listener): boolean {
  const { owner } = last;
  if (now.sockets.some((socket) => isOwner(socket, owner))) return true;
  const lasting = now.sockets.filter(({ serial }) => last.sockets.some((socket) => socket.serial === serial));
  if (lasting.some(({ pid }) => pid < 0)) return true;
  const isHidden = lasting.some(({ pid, holders }) => holders > 1 && pid < (owner.pid ?? 0));
  return isHidden && isAlive(snapshot, owner);
}

type Named = Pick<PortOwner, 'pid' | 'startTicks'>;

export function isOwner(one: Named, other: Named): boolean {
  return one.pid === other.pid && one.startTicks === other.startTicks;
}

function isAlive({ processes }: Snapshot, owner: Named): boolean {
  const slot = owner.pid === undefined ? NONE : pidIndex(processes).slotOfProcess(owner.pid, owner.startTicks);
  return slot !== NONE && processes.columns.state[slot] !== ZOMBIE;
}
