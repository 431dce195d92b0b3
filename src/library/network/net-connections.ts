import { CONN_NONE, type ConnectionStatus, tcpStatus } from '../../model/connections/connection-status.js';
import { PROTOCOLS, type ProtocolName, type SocketTable } from '../../model/machine/socket-table.js';
import { clean } from '../../model/text/text.js';
import { createSocketReader, type SocketReader } from '../../probe/socket-reader.js';
import { NtopError, outOfRange, wrongValue } from '../errors.js';
import { procRoot } from '../roots.js';

/** Families of addresses. */
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;

export type Address = { readonly ip: string; readonly port: number };

export type Connection = {
  /** Number of the descriptor in the process `pid`; -1 when unknown. */
  readonly fd: number;
  /** AF_INET, AF_INET6 or AF_UNIX. */
  readonly family: number;
  /** SOCK_*: 1 stream, 2 datagram, 5 sequenced packets. */
  readonly type: number;
  /**
   * null without a port. Of a unix socket its name, empty if it has none; an abstract one begins with NUL. Foreign text:
   * not safe for a terminal.
   */
  readonly laddr: Address | string | null;
  readonly raddr: Address | null;
  /** NONE for all but TCP. */
  readonly status: ConnectionStatus;
  /** The lowest PID that has the socket open; null when nobody has, or the owner may not be known. */
  readonly pid: number | null;
  /** All of them, lowest first. */
  readonly pids: readonly number[];
};

/** Which sockets: of both families of addresses, or of one; over both protocols, or one. */
export type ConnectionKind =
  | 'inet'
  | 'inet4'
  | 'inet6'
  | 'tcp'
  | 'tcp4'
  | 'tcp6'
  | 'udp'
  | 'udp4'
  | 'udp6'
  | 'unix'
  | 'all';

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
export async function netConnections(kind: ConnectionKind = 'inet'): Promise<readonly Connection[]> {
  const protocols = protocolsOf(kind);
  const table = await readSockets(protocols, { listeningOnly: false, allOwners: true });
  return Object.freeze(slotsOf(table, protocols).map((slot) => toConnection(table, slot)));
}

/**
 * The sockets that a process has open, in whatever network namespace they are, by descriptor; once each, however many
 * descriptors lead there.
 */
export async function connectionsOf(owner: number, kind: ConnectionKind): Promise<readonly Connection[]> {
  const protocols = protocolsOf(kind);
  const { reader, sample } = read(protocols, { listeningOnly: false, allOwners: true, allNamespaces: true });
  const table = await sample;
  // The table holds only until others have read twice.
  const found = slotsOf(table, protocols)
    .map((slot) => ({ inode: table.columns.inode[slot] ?? 0, connection: toConnection(table, slot) }))
    .filter(({ connection }) => connection.pids.includes(owner));
  const own = found.map(async ({ inode, connection }) => {
    if (connection.pid === owner) return connection;
    // One that could not be looked at again may have another file there by now.
    const there = (await reader.owners(inode)).find(({ pid, refused }) => pid === owner && refused === undefined);
    return Object.freeze({ ...connection, fd: there?.fd ?? -1, pid: owner });
  });
  return Object.freeze((await Promise.all(own)).sort((one, other) => one.fd - other.fd));
}

/**
 * Whether somebody waits for others at a port: over TCP (in LISTEN) unless kind says udp or inet, IPv4 or IPv6. Rejects
 * with a RangeError for a port outside 0 to 65535 and for a kind that has no ports.
 */
export async function isListening(port: number, kind: ConnectionKind = 'tcp'): Promise<boolean> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw outOfRange(`invalid port ${String(port)}; ports are whole numbers from 0 to 65535`);
  }
  const protocols = protocolsOf(kind);
  if (protocols.includes('unix')) throw wrongValue(`invalid kind argument '${kind}'; unix sockets have no ports`);
  const table = await readSockets(protocols, { listeningOnly: true, allOwners: false });
  return slotsOf(table, protocols).some((slot) => table.columns.localPort[slot] === port && port !== 0);
}

function protocolsOf(kind: ConnectionKind): readonly ProtocolName[] {
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind];
  throw wrongValue(`invalid kind argument '${String(kind)}'; valid ones are: ${Object.keys(KINDS).join(', ')}`);
}

/** One for each place that proc was ever read from, and each choice of namespaces: it remembers who owns which socket. */
const readers = new Map<string, SocketReader>();

type Table = Awaited<ReturnType<SocketReader['sample']>>;
type Choice = {
  readonly listeningOnly: boolean;
  readonly allOwners: boolean;
  readonly allNamespaces?: boolean;
};

function readSockets(protocols: readonly ProtocolName[], choice: Choice): Promise<Table> {
  return read(protocols, choice).sample;
}

function read(protocols: readonly ProtocolName[], choice: Choice): { reader: SocketReader; sample: Promise<Table> } {
  const { allOwners, allNamespaces = false } = choice;
  const root = procRoot();
  const key = `${allNamespaces} ${root}`;
  const reader = readers.get(key) ?? createSocketReader(root);
  readers.set(key, reader);
  const sampled = reader.sample({
    tcp: protocols.includes('tcp') || protocols.includes('tcp6'),
    udp: protocols.includes('udp') || protocols.includes('udp6'),
    raw: false,
    unix: protocols.includes('unix'),
    counters: false,
    owners: allOwners,
    ...choice,
    allNamespaces,
  });
  const sample = sampled.catch((error: NodeJS.ErrnoException) => {
    throw new NtopError(error.code ?? 'EIO', clean(error.message), { path: `${root}/net` });
  });
  return { reader, sample };
}

function slotsOf({ slots, columns }: SocketTable, protocols: readonly ProtocolName[]): number[] {
  const found: number[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    if (columns.serial[slot] === 0) continue;
    const protocol = PROTOCOLS[columns.protocol[slot] ?? 0];
    if (protocol !== undefined && protocols.includes(protocol)) found.push(slot);
  }
  return found;
}

function toConnection({ columns, texts, sharers }: Table, slot: number): Connection {
  const family = columns.family[slot] ?? 0;
  const type = columns.type[slot] ?? 0;
  const isTcp = family !== AF_UNIX && type === 1;
  const local = texts.localAddress[slot] ?? '';
  const pid = columns.ownerPid[slot] ?? -1;
  return Object.freeze({
    fd: columns.fd[slot] ?? -1,
    family,
    type,
    laddr: family === AF_UNIX ? local : toAddress(local, columns.localPort[slot]),
    raddr: family === AF_UNIX ? null : toAddress(texts.remoteAddress[slot], columns.remotePort[slot]),
    status: isTcp ? tcpStatus(columns.state[slot] ?? 0) : CONN_NONE,
    pid: pid < 0 ? null : pid,
    pids: Object.freeze([...(sharers.get(slot) ?? (pid < 0 ? [] : [pid]))]),
  });
}

function toAddress(ip = '', port = 0): Address | null {
  return port === 0 ? null : Object.freeze({ ip, port });
}
