import type { Snapshot } from '../machine/snapshot.js';
import type { SocketTable } from '../machine/socket-table.js';

const known = new WeakMap<SocketTable, { readonly snapshot: Snapshot; readonly owners: Int32Array }>();

/**
 * By slot of a socket: the slot of its owner, the lowest PID of several; -1 if unknown. The owner must have the PID and
 * the start time that were read with the socket; otherwise the PID was reused.
 */
export function ownerSlots(snapshot: Snapshot, sockets: SocketTable): Int32Array {
  const found = known.get(sockets);
  if (found?.snapshot === snapshot) return found.owners;
  const owners = findOwners(snapshot, sockets);
  known.set(sockets, { snapshot, owners });
  return owners;
}

function findOwners({ processes }: Snapshot, { slots, columns }: SocketTable): Int32Array {
  const { serial, pid, threadGroupId, startTicks } = processes.columns;
  const slotOfPid = new Map<number, number>();
  for (let slot = 0; slot < processes.slots; slot++) {
    if (serial[slot] !== 0 && pid[slot] === threadGroupId[slot]) slotOfPid.set(pid[slot], slot);
  }
  const owners = new Int32Array(slots).fill(-1);
  for (let socket = 0; socket < slots; socket++) {
    const process = slotOfPid.get(columns.ownerPid[socket]);
    if (process !== undefined && startTicks[process] === columns.ownerStartTicks[socket]) owners[socket] = process;
  }
  return owners;
}

/** The sockets of a snapshot, if asked for and readable. */
export function socketsOf({ sockets }: Snapshot): SocketTable | undefined {
  return sockets === undefined || 'trouble' in sockets ? undefined : sockets;
}
