import { writeText } from '../list/cell-text.js';
import type { CellContext, ShortChoices } from '../list/column-kinds.js';
import { ESTABLISHED, IPV6, isTcp, LISTEN, UNCONNECTED, UNIX } from '../machine/socket-kinds.js';
import { PROTOCOLS, type SocketTable } from '../machine/socket-table.js';
import type { Sample } from '../sample/sample.js';
import { socketsOf } from '../sample/socket-owners.js';
import { CONN_UNKNOWN, TCP_STATUSES, tcpStatus } from './connection-status.js';

export type End = 'local' | 'remote';

/** An endpoint in the usual form: 10.0.0.1:80, [::1]:80, *:80, /run/x.sock, @abstract. Not safe for a terminal. */
export function endpoint({ columns, texts }: SocketTable, slot: number, end: End): string | undefined {
  if (columns.family[slot] === UNIX) return end === 'local' ? unixName(texts.localAddress[slot]) : undefined;
  const port = end === 'local' ? columns.localPort[slot] : columns.remotePort[slot];
  const address = (end === 'local' ? texts.localAddress : texts.remoteAddress)[slot] ?? '';
  if (end === 'remote' && port === 0) return undefined;
  if (end === 'local' && columns.wildcard[slot] === 1)
    return `${isOfV6Alone(columns, slot) ? '[::]' : '*'}:${port || '*'}`;
  return `${hasBrackets(columns.family[slot], address) ? `[${address}]` : plainAddress(address)}:${port || '*'}`;
}

/** An IPv6 socket at all addresses that takes no IPv4. */
function isOfV6Alone({ family, v6Only }: SocketTable['columns'], slot: number): boolean {
  return family[slot] === IPV6 && v6Only[slot] === 1;
}

/** The prefix of an IPv4-mapped address; the protocol shows that the socket is IPv6. */
const MAPPED = '::ffff:';

export function plainAddress(address: string): string {
  return isMapped(address) ? address.slice(MAPPED.length) : address;
}

function isMapped(address: string): boolean {
  return address.startsWith(MAPPED) && address.includes('.');
}

function hasBrackets(family: number, address: string): boolean {
  return family === IPV6 && !isMapped(address);
}

/** An abstract name starts with NUL, which is written as @ (unix(7)). */
function unixName(name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined;
  return name.startsWith('\0') ? `@${name.slice(1)}` : name;
}

/** An address, or its host name once that is known. */
export function writeAddress(text: string, context: CellContext): string {
  const { hostNames } = context;
  if (hostNames === undefined) return writeText(text, context);
  const [, address = '', port = ''] = /^\[?([^\]]*?)\]?(:[\d*]+)$/.exec(text) ?? [];
  const name = hostNames.get(address);
  return writeText(name === undefined ? text : name + port, context);
}

/** Two states are longer than their column; ESTAB is the name in ss(8). */
export function writeState(state: string): string {
  return SHORT_STATES[state] ?? state;
}

export const SHORT_STATES: ShortChoices = { ESTABLISHED: 'ESTAB', CLOSE_WAIT: 'CLOSEWAIT' };

/** All results of socketState. */
export const SOCKET_STATES: readonly string[] = [...TCP_STATUSES, 'UNCONN', CONN_UNKNOWN];

/** The state, such as `ESTABLISHED`; other protocols have fewer states, named as in ss(8). */
export function socketState({ columns }: SocketTable, slot: number): string | undefined {
  const state = columns.state[slot];
  if (isTcp(columns.protocol[slot])) return tcpStatus(state);
  if (state === LISTEN) return 'LISTEN';
  return state === ESTABLISHED ? 'ESTABLISHED' : state === UNCONNECTED ? 'UNCONN' : tcpStatus(state);
}

const SHORTEST = 9;
const LONGEST = 28;

/** As wide as the longest address or name, within limits. */
export function addressCells(end: End): (sample: Sample, usual: number) => number {
  return ({ snapshot }, usual) => {
    const table = socketsOf(snapshot);
    if (table === undefined) return usual;
    let longest = SHORTEST;
    for (let slot = 0; slot < table.slots && longest < LONGEST; slot++) {
      if (table.columns.serial[slot] !== 0) longest = Math.max(longest, cellsOf(table, slot, end));
    }
    return Math.min(longest, LONGEST);
  };
}

/** The length of an endpoint's text without making it. */
function cellsOf({ columns, texts }: SocketTable, slot: number, end: End): number {
  const port = end === 'local' ? columns.localPort[slot] : columns.remotePort[slot];
  const wildcard = end === 'local' && columns.wildcard[slot] === 1;
  if (columns.family[slot] === UNIX) return end === 'local' ? (texts.localAddress[slot]?.length ?? 0) : SHORTEST;
  if (wildcard && isOfV6Alone(columns, slot)) return SHORTEST + 1;
  if (port === 0 || wildcard) return SHORTEST;
  const address = (end === 'local' ? texts.localAddress : texts.remoteAddress)[slot] ?? '';
  const brackets = hasBrackets(columns.family[slot], address) ? 2 : 0;
  return plainAddress(address).length + brackets + 1 + digitsOf(port);
}

function digitsOf(port: number): number {
  return port < 10 ? 1 : port < 100 ? 2 : port < 1000 ? 3 : port < 10_000 ? 4 : 5;
}

/** A socket in a few words, safe for a terminal: tcp 10.0.0.1:80 - 10.0.0.2:4711. */
export function describeSocket({ snapshot }: Sample, slot: number): string {
  const table = socketsOf(snapshot);
  if (table === undefined) return '';
  const ends = [endpoint(table, slot, 'local'), endpoint(table, slot, 'remote')].filter((text) => text !== undefined);
  const protocol = PROTOCOLS[table.columns.protocol[slot]];
  return writeText(`${protocol} ${ends.join(' - ')}`, { unicode: true });
}

/** The name of a socket in dialogs: tcp port 80, unix /run/x. Safe for a terminal. */
export function nameSocket({ snapshot }: Sample, slot: number): string {
  const table = socketsOf(snapshot);
  if (table === undefined) return '';
  const { columns, texts } = table;
  const protocol = PROTOCOLS[columns.protocol[slot]];
  if (columns.family[slot] !== UNIX) return `${protocol} port ${columns.localPort[slot]}`;
  return writeText(`${protocol} ${unixName(texts.localAddress[slot]) ?? 'socket'}`, { unicode: true });
}
