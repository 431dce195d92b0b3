import type { Snapshot } from '../machine/snapshot.js';
import { isTcp, LISTEN } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import { ownerSlots } from './socket-owners.js';
import type { SocketRates } from './socket-rates.js';

/** TCP traffic by slot of the process; NaN is unknown. */
export type ProcessTraffic = {
  readonly receiveBytesPerSecond: Float64Array;
  readonly sendBytesPerSecond: Float64Array;
};

/**
 * Adds up the TCP sockets of each process. A socket shared by several processes counts for the lowest PID.
 * A process without sockets has 0 only if it is certain that none was missed.
 */
export function processTraffic(snapshot: Snapshot, sockets: SocketTable, rates: SocketRates): ProcessTraffic {
  const owners = ownerSlots(snapshot, sockets);
  const sum = (perSocket: Float64Array) => {
    const sums = new Float64Array(snapshot.processes.slots).fill(isComplete(sockets) ? 0 : Number.NaN);
    for (let socket = 0; socket < sockets.slots; socket++) {
      const process = owners[socket];
      if (process >= 0 && isCounted(sockets, socket)) sums[process] = added(sums[process], perSocket[socket]);
    }
    return sums;
  };
  return {
    receiveBytesPerSecond: sum(rates.receiveBytesPerSecond),
    sendBytesPerSecond: sum(rates.sendBytesPerSecond),
  };
}

/** A socket with an unknown rate does not change the sum of its process. */
function added(sum: number, rate: number): number {
  if (Number.isNaN(sum)) return rate;
  return Number.isNaN(rate) ? sum : sum + rate;
}

function isCounted({ columns }: SocketTable, socket: number): boolean {
  return isTcp(columns.protocol[socket]) && columns.state[socket] !== LISTEN;
}

function isComplete({ readings, unreadNamespaces, unreadableProcesses, searchingOwners }: SocketTable): boolean {
  const { tcp } = readings;
  const counted = tcp?.source === 'netlink' && tcp.complete;
  return counted && unreadNamespaces === 0 && unreadableProcesses === 0 && !searchingOwners;
}
