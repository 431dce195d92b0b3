import type { Snapshot } from '../machine/snapshot.js';
import type { SocketTable } from '../machine/socket-table.js';
import { pidIndex } from './pid-index.js';

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
  const { slotOfProcess } = pidIndex(processes);
  const owners = new Int32Array(slots);
  for (let socket = 0; socket < slots; socket++) {
    owners[socket] = slotOfProcess(columns.ownerPid[socket], columns.ownerStartTicks[socket]);
  }
  return owners;
}

/** The sockets of a snapshot, if asked for and readable. */
export function socketsOf({ sockets }: Snapshot): SocketTable | undefined {
  return sockets === undefined || 'error' in sockets ? undefined : sockets;
}
