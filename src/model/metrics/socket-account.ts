import type { Snapshot } from '../machine/snapshot.js';
import { ESTABLISHED, isListening, isTcp, LISTEN } from '../machine/socket-kinds.js';
import type { SocketTable } from '../machine/socket-table.js';
import { riseOf, TRAFFIC_BOUND } from '../sample/rise.js';
import { ownerSlots, socketsOf } from '../sample/socket-owners.js';
import type { ProcessAccount } from './process-account.js';
import { addStep, type Program } from './program.js';

/** Adds to programs their sockets, and what those of TCP carried since the last scrape. */
export class SocketAccount {
  /** By slot: the socket, and what is counted of it already. */
  #serials = new Float64Array(0);
  #received = new Float64Array(0);
  #sent = new Float64Array(0);
  #before: number | undefined;

  /** False if sockets of programs are unknown: some may belong to any. */
  add(snapshot: Snapshot, processes: ProcessAccount): boolean {
    const table = socketsOf(snapshot);
    if (table === undefined) return false;
    const owners = ownerSlots(snapshot, table);
    const seconds = this.#before === undefined ? 0 : table.monotonicSeconds - this.#before;
    this.#makeRoom(table.slots);
    for (let socket = 0; socket < table.slots; socket++) {
      if (table.columns.serial[socket] === 0) continue;
      this.#see(table, socket);
      const program = processes.programAt(owners[socket]);
      if (program !== undefined) this.#addSocket(program, table, socket, seconds);
    }
    this.#before = table.monotonicSeconds;
    return areOwnersKnown(table);
  }

  #addSocket(program: Program, table: SocketTable, socket: number, seconds: number): void {
    const { protocol, state, receivedBytes, sentBytes } = table.columns;
    const { gauges } = program;
    const isOfTcp = isTcp(protocol[socket]);
    if (isListening(table, socket)) gauges.listening += 1;
    else if (isOfTcp) gauges[state[socket] === ESTABLISHED ? 'established' : 'otherConnections'] += 1;
    if (!isOfTcp || state[socket] === LISTEN) return;
    // What it carried before its owner was found counts then.
    addStep(program, 'receivedBytes', stepOf(this.#received, receivedBytes[socket], socket, seconds));
    addStep(program, 'sentBytes', stepOf(this.#sent, sentBytes[socket], socket, seconds));
  }

  /** One that may have been there before the first scrape has counted for nothing so far. */
  #see({ columns }: SocketTable, socket: number): void {
    if (this.#serials[socket] === columns.serial[socket]) return;
    this.#serials[socket] = columns.serial[socket];
    const isNew = this.#before !== undefined && columns.firstSeenSeconds[socket] > this.#before;
    this.#received[socket] = isNew ? 0 : columns.receivedBytes[socket];
    this.#sent[socket] = isNew ? 0 : columns.sentBytes[socket];
  }

  #makeRoom(slots: number): void {
    if (this.#serials.length >= slots) return;
    const grow = (column: Float64Array) => {
      const grown = new Float64Array(slots + (slots >> 2) + 16);
      grown.set(column);
      return grown;
    };
    this.#serials = grow(this.#serials);
    this.#received = grow(this.#received);
    this.#sent = grow(this.#sent);
  }
}

function stepOf(counted: Float64Array, now: number, socket: number, seconds: number): number {
  if (Number.isNaN(now)) return 0;
  const rise = riseOf(counted[socket], now, seconds, TRAFFIC_BOUND);
  counted[socket] = now;
  return rise > 0 ? rise : 0;
}

/** But for processes whose descriptors may not be read: of those it is unknown how many they have, too. */
function areOwnersKnown({ readings: { tcp, udp }, unreadNamespaces, searchingOwners }: SocketTable): boolean {
  const areRead = [tcp, udp].every((reading) => reading?.source === 'netlink' && reading.complete);
  return areRead && unreadNamespaces === 0 && !searchingOwners;
}
