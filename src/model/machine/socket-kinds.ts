import { PROTOCOLS, type SocketKind, type SocketTable } from './socket-table.js';

/** States; all kinds use TCP's numbers. */
export const ESTABLISHED = 1;
export const TIME_WAIT = 6;
export const UNCONNECTED = 7;
export const LISTEN = 10;
/** Address families. */
export const UNIX = 1;
export const IPV6 = 10;

/** By protocol number. */
export const KIND_OF: readonly (SocketKind | undefined)[] = PROTOCOLS.map((name) =>
  name === '' ? undefined : (name.replace(/6$/, '') as SocketKind),
);

/** The IP version of an address family. */
export const VERSION_OF_FAMILY: Readonly<Record<number, 4 | 6>> = { 2: 4, 10: 6 };

export function isTcp(protocol: number): boolean {
  return KIND_OF[protocol] === 'tcp';
}

/** A listening socket: TCP in LISTEN, UDP and raw not connected, unix with a name. */
export function isListening({ columns, texts }: SocketTable, slot: number): boolean {
  const state = columns.state[slot];
  if (isTcp(columns.protocol[slot])) return state === LISTEN;
  const named = columns.family[slot] !== UNIX || texts.localAddress[slot] !== '';
  return state === LISTEN || (state === UNCONNECTED && named);
}

/** The protocols whose ports can be watched. */
export type PortKind = 'tcp' | 'udp';
export const PORT_KINDS: readonly PortKind[] = ['tcp', 'udp'];

/** A port with its protocol: 443/tcp, 53/udp. */
export type PortName = `${number}/${PortKind}`;

/** The local port of a socket; undefined if it has none that can be watched. */
export function localPort({ columns }: SocketTable, slot: number): PortName | undefined {
  const kind = KIND_OF[columns.protocol[slot]];
  const port = columns.localPort[slot];
  return kind !== undefined && isPortKind(kind) && port > 0 ? `${port}/${kind}` : undefined;
}

export function isPortKind(kind: string): kind is PortKind {
  return (PORT_KINDS as readonly string[]).includes(kind);
}
