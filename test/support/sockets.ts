import {
  PROTOCOLS,
  type ProtocolName,
  type SocketColumns,
  type SocketTable,
  UNKNOWN_UID,
} from '../../src/model/machine/socket-table.js';

type Figure = Exclude<keyof SocketColumns, 'serial' | 'protocol' | 'family' | 'type' | 'localPort' | 'remotePort'>;

/** A socket as a test describes it; all but its serial may be left out. A number that is not given is unknown. */
export type FakeSocket = Partial<Readonly<Record<Figure, number>>> & {
  readonly serial: number;
  readonly protocol?: ProtocolName;
  /** `10.0.0.1:80`, `[::1]:80` or a unix socket's name. */
  readonly local?: string;
  readonly remote?: string;
  /** All who have it open. */
  readonly sharers?: readonly number[];
  /** The place in the columns; the next free one unless given. */
  readonly slot?: number;
};

const ESTABLISHED = 1;
const UNIX = 1;
const INET = 2;
const INET6 = 10;

/** What a socket has that a test does not speak of: much is unknown, and nobody knows its owner. */
const ORDINARY: Readonly<Record<Figure, number>> = {
  inode: 1,
  peerInode: Number.NaN,
  netNamespace: 1,
  firstSeenSeconds: Number.NaN,
  ownerStartTicks: Number.NaN,
  receiveQueueBytes: 0,
  sendQueueBytes: 0,
  pendingConnections: Number.NaN,
  backlog: Number.NaN,
  receivedBytes: Number.NaN,
  sentBytes: Number.NaN,
  rttMicroseconds: Number.NaN,
  retransmits: Number.NaN,
  ownerPid: -1,
  ownerCount: 0,
  fd: -1,
  uid: UNKNOWN_UID,
  state: ESTABLISHED,
  congestionState: 255,
  wildcard: 0,
  v6Only: 255,
};

/** A reading of sockets that never were. Give two readings of one the same place, or a slot, and serial. */
export function fakeSockets(sockets: readonly FakeSocket[], rest: Partial<SocketTable> & { seconds?: number } = {}) {
  const { seconds = 0, ...other } = rest;
  const slots = Math.max(0, ...sockets.map(({ slot }, index) => (slot ?? index) + 1));
  const columns = emptyColumns(slots);
  const texts = { localAddress: Array<string>(slots).fill(''), remoteAddress: Array<string>(slots).fill('') };
  const sharers = new Map<number, readonly number[]>();
  sockets.forEach((socket, index) => {
    const slot = socket.slot ?? index;
    fill(columns, slot, socket);
    const [local, remote] = [endOf(socket, socket.local), endOf(socket, socket.remote)];
    texts.localAddress[slot] = local.address;
    texts.remoteAddress[slot] = remote.address;
    columns.localPort[slot] = local.port;
    columns.remotePort[slot] = remote.port;
    if (socket.sharers !== undefined) sharers.set(slot, socket.sharers);
  });
  const table: SocketTable = {
    slots,
    count: sockets.length,
    columns,
    texts,
    sharers,
    readings: { tcp: { source: 'netlink', complete: true }, udp: { source: 'netlink', complete: true } },
    netNamespace: 1,
    readNamespaces: [1],
    unreadNamespaces: 0,
    unreadableProcesses: 0,
    searchingOwners: false,
    monotonicSeconds: 500 + seconds,
    scanMilliseconds: 1,
    ...other,
  };
  return table;
}

const WHOLE: ReadonlySet<string> = new Set(['ownerPid', 'ownerCount', 'fd', 'localPort', 'remotePort']);
const SMALL: ReadonlySet<string> = new Set(
  ['protocol', 'family', 'type', 'state', 'congestionState', 'wildcard', 'v6Only'], //
);

function emptyColumns(slots: number): SocketColumns {
  const names = ['serial', ...Object.keys(ORDINARY).filter((name) => !SMALL.has(name) && !WHOLE.has(name))];
  const columns: Record<string, Float64Array | Int32Array | Uint32Array | Uint8Array> = {};
  for (const name of names) columns[name] = new Float64Array(slots);
  for (const name of WHOLE) columns[name] = new Int32Array(slots);
  for (const name of SMALL) columns[name] = new Uint8Array(slots);
  return { ...columns, uid: new Uint32Array(slots) } as unknown as SocketColumns;
}

function fill(columns: SocketColumns, slot: number, socket: FakeSocket): void {
  const protocol = socket.protocol ?? 'tcp';
  for (const [name, ordinary] of Object.entries(ORDINARY))
    columns[name as Figure][slot] = socket[name as Figure] ?? ordinary;
  columns.serial[slot] = socket.serial;
  columns.protocol[slot] = PROTOCOLS.indexOf(protocol);
  columns.family[slot] = protocol === 'unix' ? UNIX : protocol.endsWith('6') ? INET6 : INET;
  columns.type[slot] = protocol.startsWith('udp') ? 2 : 1;
}

function endOf({ protocol }: FakeSocket, text = ''): { readonly address: string; readonly port: number } {
  if (protocol === 'unix' || text === '') return { address: text, port: 0 };
  const [, address = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(text) ?? [];
  return { address, port: Number(port) };
}
