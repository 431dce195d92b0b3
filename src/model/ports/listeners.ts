import { SOCKET_COLUMNS } from '../connections/socket-columns.js';
import { endpoint } from '../connections/socket-text.js';
import { isListening, KIND_OF, localPort, type PortKind, type PortName } from '../machine/socket-kinds.js';
import { PROTOCOLS, type ProtocolName, type SocketTable } from '../machine/socket-table.js';
import type { Sample } from '../sample/sample.js';
import { isChosen, type PortChoice } from './port-choice.js';

/** A listening address and port. */
export type Place = {
  readonly protocol: ProtocolName;
  readonly kind: PortKind;
  readonly port: PortName;
  readonly localPort: number;
  /** As in the kernel, not safe for a terminal; neither is the whole text, such as `tcp 127.0.0.1:80`. */
  readonly localAddress: string;
  readonly text: string;
  /** Inode of the network namespace; NaN if unknown. */
  readonly netNamespace: number;
};

/** The process that listens at a place. Unknown values are undefined; texts are not safe for a terminal. */
export type PortOwner = {
  readonly pid: number | undefined;
  /** Identifies the process together with the PID; NaN without one. */
  readonly startTicks: number;
  readonly name: string | undefined;
  /** The user of the process; if that is unknown, of the socket. */
  readonly user: string | undefined;
};

/** A listening socket of a place, and the lowest PID that has it open (-1 if unknown). */
export type WaitingSocket = {
  readonly serial: number;
  readonly pid: number;
  readonly startTicks: number;
  /** Number of processes that have it open. */
  readonly holders: number;
};

/** A place and all its listening sockets: several can share it (SO_REUSEPORT). */
export type Listener = {
  readonly place: Place;
  readonly sockets: readonly WaitingSocket[];
  /** The lowest PID of several. */
  readonly owner: PortOwner;
};

/** All listeners on the watched ports, by the text of their place. */
export function findListeners(sample: Sample, table: SocketTable, choice: PortChoice): ReadonlyMap<string, Listener> {
  const slotsOf = new Map<string, number[]>();
  for (let slot = 0; slot < table.slots; slot++) {
    if (table.columns.serial[slot] === 0 || !isListening(table, slot) || !isChosen(choice, table, slot)) continue;
    const key = keyOf(table, slot);
    const slots = slotsOf.get(key);
    if (slots === undefined) slotsOf.set(key, [slot]);
    else slots.push(slot);
  }
  const found = new Map<string, Listener>();
  for (const [key, slots] of slotsOf) found.set(key, listenerAt(sample, table, slots));
  return found;
}

function keyOf({ columns, texts }: SocketTable, slot: number): string {
  const { netNamespace, protocol, localPort: port } = columns;
  return `${netNamespace[slot]} ${protocol[slot]} ${port[slot]} ${texts.localAddress[slot]}`;
}

function listenerAt(sample: Sample, table: SocketTable, slots: readonly number[]): Listener {
  const { serial, ownerPid, ownerStartTicks, ownerCount } = table.columns;
  const sockets = slots.map((slot) => ({
    serial: serial[slot],
    pid: ownerPid[slot],
    startTicks: ownerStartTicks[slot],
    holders: ownerCount[slot],
  }));
  const [first] = slots;
  const known = slots.filter((slot) => ownerPid[slot] >= 0);
  const lowest = known.reduce((one, other) => (ownerPid[other] < ownerPid[one] ? other : one), known[0] ?? first);
  return { place: placeAt(table, first), sockets, owner: ownerAt(sample, table, lowest) };
}

function placeAt(table: SocketTable, slot: number): Place {
  const { protocol, netNamespace, localPort: port } = table.columns;
  const name = PROTOCOLS[protocol[slot]];
  const foreign = netNamespace[slot] !== table.netNamespace && !Number.isNaN(netNamespace[slot]);
  const suffix = foreign ? ` (netns ${netNamespace[slot]})` : '';
  return {
    protocol: name,
    kind: KIND_OF[protocol[slot]] as PortKind,
    port: localPort(table, slot) as PortName,
    localPort: port[slot],
    localAddress: table.texts.localAddress[slot] ?? '',
    text: `${name} ${endpoint(table, slot, 'local')}${suffix}`,
    netNamespace: netNamespace[slot],
  };
}

function ownerAt(sample: Sample, { columns }: SocketTable, slot: number): PortOwner {
  const pid = columns.ownerPid[slot];
  const text = (id: 'name' | 'user') => TEXTS[id](sample, slot) as string | undefined;
  return {
    pid: pid < 0 ? undefined : pid,
    startTicks: columns.ownerStartTicks[slot],
    name: text('name'),
    user: text('user'),
  };
}

const readerOf = (wanted: 'name' | 'user') => {
  const column = SOCKET_COLUMNS.find(({ id }) => id === wanted);
  return column?.value ?? (() => undefined);
};
const TEXTS = { name: readerOf('name'), user: readerOf('user') };
