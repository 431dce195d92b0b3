import { CONN_NONE, type ConnectionStatus, tcpStatus } from '../../model/connections/connection-status.js';
import { PROTOCOLS, type ProtocolName, type SocketKind } from '../../model/machine/socket-table.js';
import type { NativeOwnSocket } from '../../probe/process-calls.js';
import { outOfRange, wrongValue } from '../errors.js';
import { kindsOf, type Reader, readSockets, slotsOf, type Table } from './socket-tables.js';

/** Families of addresses. */
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;

const SOCK_STREAM = 1;

export type Address = { readonly ip: string; readonly port: number };

/** What all sockets have. */
export type OpenSocket = {
  /** Number of the descriptor in the process `pid`; -1 when unknown. */
  readonly fd: number;
  /** Its number in /proc/PID/fd; null for a socket without a descriptor, such as in TIME_WAIT. */
  readonly inode: number | null;
  /** The lowest PID that has the socket open; null when none has, or the owner may not be known. */
  readonly pid: number | null;
  /** All of them, lowest first. */
  readonly pids: readonly number[];
};

/** A socket of TCP or UDP. */
export type InetConnection = OpenSocket & {
  readonly family: typeof AF_INET | typeof AF_INET6;
  /** SOCK_*: 1 stream (TCP), 2 datagram (UDP). */
  readonly type: number;
  /** null without a port. */
  readonly laddr: Address | null;
  readonly raddr: Address | null;
  /** NONE for all but TCP. */
  readonly status: ConnectionStatus;
};

/**
 * Where netlink is not permitted these come from /proc/net/unix, in which a name with a newline can stand for another
 * socket: name, inode and owners are not proven there.
 */
export type UnixConnection = OpenSocket & {
  readonly family: typeof AF_UNIX;
  /** SOCK_*: 1 stream, 2 datagram, 5 sequenced packets. */
  readonly type: number;
  /** Its name, empty if it has none; an abstract one begins with NUL. Foreign text: not safe for a terminal. */
  readonly laddr: string;
  readonly raddr: null;
  readonly status: typeof CONN_NONE;
};

/** `family` distinguishes them. */
export type Connection = InetConnection | UnixConnection;

/** Over both protocols or one, of both families of addresses or one. */
export type InetKind = 'inet' | 'inet4' | 'inet6' | 'tcp' | 'tcp4' | 'tcp6' | 'udp' | 'udp4' | 'udp6';

/** Which sockets. */
export type ConnectionKind = InetKind | 'unix' | 'all';

/** What there is of a kind. */
export type ConnectionOf<Kind extends ConnectionKind> = Kind extends InetKind
  ? InetConnection
  : Kind extends 'unix'
    ? UnixConnection
    : Connection;

const KINDS = {
  inet: ['tcp', 'tcp6', 'udp', 'udp6'],
  inet4: ['tcp', 'udp'],
  inet6: ['tcp6', 'udp6'],
  tcp: ['tcp', 'tcp6'],
  tcp4: ['tcp'],
  tcp6: ['tcp6'],
  udp: ['udp', 'udp6'],
  udp4: ['udp'],
  udp6: ['udp6'],
  unix: ['unix'],
  all: ['tcp', 'tcp6', 'udp', 'udp6', 'unix'],
} as const satisfies Record<ConnectionKind, readonly ProtocolName[]>;

/**
 * The sockets of this machine's network namespace, as frozen plain objects; kinds are inet (the default), inet4, inet6,
 * tcp, tcp4, tcp6, udp, udp4, udp6, unix and all. Rejects with a RangeError for any other kind, with an NtopError
 * when sockets can't be read. Without rights over other users' processes their sockets have no pid.
 */
export async function netConnections<Kind extends ConnectionKind = 'inet'>(
  kind?: Kind,
): Promise<readonly ConnectionOf<Kind>[]>;
export async function netConnections(kind: ConnectionKind = 'inet'): Promise<readonly Connection[]> {
  const protocols = protocolsOf(kind);
  const { reader, sample } = readSockets(protocols, { listeningOnly: false, allOwners: true });
  return toConnections(await sample, protocols, reader);
}

/**
 * The sockets that a process has open, in whatever network namespace they are, by descriptor; once each, however many
 * descriptors lead there.
 */
export async function connectionsOf(owner: number, kind: ConnectionKind): Promise<readonly Connection[]> {
  const protocols = protocolsOf(kind);
  const { reader, sample } = readSockets(protocols, { listeningOnly: false, allOwners: true, allNamespaces: true });
  // The table holds only until others have read twice.
  const found = toConnections(await sample, protocols, reader).filter(({ pids }) => pids.includes(owner));
  const own = found.map(async (connection) => {
    if (connection.pid === owner) return connection;
    // One that could not be looked at again may have another file there by now.
    const there = (await reader.sockets.owners(connection.inode ?? 0)).find(
      ({ pid, refused }) => pid === owner && refused === undefined,
    );
    return Object.freeze({ ...connection, fd: there?.fd ?? -1, pid: owner });
  });
  return Object.freeze((await Promise.all(own)).sort((one, other) => one.fd - other.fd));
}

/** The same at once, by `read`; or the errno that it gave. Each has just its owner as `pids`. */
export function socketsOf(
  owner: number,
  kind: ConnectionKind,
  read: (kinds: Readonly<Record<SocketKind, boolean>>) => readonly NativeOwnSocket[] | number,
): readonly Connection[] | number {
  const protocols = protocolsOf(kind);
  const rows = read(kindsOf(protocols));
  if (typeof rows === 'number') return rows;
  const wanted = rows.filter(({ protocol }) => protocols.includes(PROTOCOLS[protocol] as ProtocolName));
  return Object.freeze(wanted.map((row) => describe(row, [owner])));
}

/**
 * Whether a socket listens at a port: over TCP unless kind says udp or inet, IPv4 or IPv6. Rejects
 * with a RangeError for a port outside 0 to 65535 and for a kind that has no ports.
 */
export async function isListening(port: number, kind: ConnectionKind = 'tcp'): Promise<boolean> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw outOfRange(`invalid port ${String(port)}; ports are whole numbers from 0 to 65535`);
  }
  const protocols = protocolsOf(kind);
  if (protocols.includes('unix')) throw wrongValue(`invalid kind argument '${kind}'; unix sockets have no ports`);
  const table = await readSockets(protocols, { listeningOnly: true, allOwners: false }).sample;
  return slotsOf(table, protocols).some((slot) => table.columns.localPort[slot] === port && port !== 0);
}

function protocolsOf(kind: ConnectionKind): readonly ProtocolName[] {
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind];
  throw wrongValue(`invalid kind argument '${String(kind)}'; valid ones are: ${Object.keys(KINDS).join(', ')}`);
}

function toConnections(table: Table, protocols: readonly ProtocolName[], reader: Reader): readonly Connection[] {
  const results = reader.results as Connection[];
  const connections = slotsOf(table, protocols).map((slot) => {
    const before = results[slot];
    const connection = before !== undefined && isStill(before, table, slot) ? before : toConnection(table, slot);
    results[slot] = connection;
    return connection;
  });
  results.length = Math.min(results.length, table.slots);
  return Object.freeze(connections);
}

/** Whether a connection is what the table has in a slot. */
function isStill(connection: Connection, { columns, texts, sharers }: Table, slot: number): boolean {
  const { fd, inode, family, type, status, pid, laddr, raddr } = connection;
  return (
    // Several owners can change while the first stays.
    !sharers.has(slot) &&
    connection.pids.length < 2 &&
    pid === ownerOf(columns, slot) &&
    fd === columns.fd[slot] &&
    (inode ?? 0) === columns.inode[slot] &&
    type === columns.type[slot] &&
    family === columns.family[slot] &&
    (family === AF_UNIX
      ? laddr === texts.localAddress[slot]
      : status === statusOf(type, columns.state[slot] ?? 0) &&
        isAddress(laddr, texts.localAddress[slot], columns.localPort[slot]) &&
        isAddress(raddr, texts.remoteAddress[slot], columns.remotePort[slot]))
  );
}

function isAddress(address: Address | null, ip: string | undefined, port: number | undefined): boolean {
  return address === null ? port === 0 : address.port === port && address.ip === ip;
}

function ownerOf(columns: Table['columns'], slot: number): number | null {
  const pid = columns.ownerPid[slot] ?? -1;
  return pid < 0 ? null : pid;
}

function toConnection({ columns, texts, sharers }: Table, slot: number): Connection {
  const pid = ownerOf(columns, slot);
  const row = {
    fd: columns.fd[slot] ?? -1,
    inode: columns.inode[slot] ?? 0,
    family: columns.family[slot] ?? 0,
    type: columns.type[slot] ?? 0,
    state: columns.state[slot] ?? 0,
    localAddress: texts.localAddress[slot] ?? '',
    localPort: columns.localPort[slot] ?? 0,
    remoteAddress: texts.remoteAddress[slot] ?? '',
    remotePort: columns.remotePort[slot] ?? 0,
  };
  return describe(row, sharers.get(slot) ?? (pid === null ? [] : [pid]));
}

function describe(row: Omit<NativeOwnSocket, 'protocol'>, owners: readonly number[]): Connection {
  const { fd, inode, family, type } = row;
  const owned = { pid: owners[0] ?? null, pids: Object.freeze([...owners]), inode: inode === 0 ? null : inode };
  if (family === AF_UNIX) {
    return Object.freeze({ fd, family, type, laddr: row.localAddress, raddr: null, status: CONN_NONE, ...owned });
  }
  return Object.freeze({
    fd,
    family: family === AF_INET ? AF_INET : AF_INET6,
    type,
    laddr: toAddress(row.localAddress, row.localPort),
    raddr: toAddress(row.remoteAddress, row.remotePort),
    status: statusOf(type, row.state),
    ...owned,
  });
}

function statusOf(type: number, state: number): ConnectionStatus {
  return type === SOCK_STREAM ? tcpStatus(state) : CONN_NONE;
}

function toAddress(ip: string, port: number): Address | null {
  return port === 0 ? null : Object.freeze({ ip, port });
}
