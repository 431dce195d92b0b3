import { writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, oneOf } from '../list/column-kinds.js';
import { PROTOCOLS, type SocketTable, UNKNOWN_UID } from '../machine/socket-table.js';
import { pidCells, userName } from '../processes/columns.js';
import { commandText, fullName, writeCommand } from '../processes/command-line.js';
import type { Sample } from '../sample/sample.js';
import { ownerSlots, socketsOf } from '../sample/socket-owners.js';
import { formatBytes, formatCount, formatDuration, formatPercent } from '../text/units.js';
import {
  addressCells,
  type End,
  endpoint,
  SHORT_STATES,
  SOCKET_STATES,
  socketState,
  writeAddress,
  writeState,
} from './socket-text.js';

const columnKind = columnKinds(({ snapshot }) => socketsOf(snapshot));
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const number = columnKind<number>('number', 'right', 'ascending', String);
const count = columnKind<number>('number', 'right', 'descending', formatCount);
const queue = columnKind<number>('bytes', 'right', 'descending', formatBytes);
const counter = columnKind<number>('bytes', 'right', 'descending', formatBytes, 'counters');
const measure = columnKind<number>('number', 'right', 'descending', formatCount, 'counters');
const duration = columnKind<number>('seconds', 'right', 'descending', formatDuration);
const owner = columnKind<number>('number', 'right', 'ascending', String, 'owners');
const owners = columnKind<readonly number[]>('numbers', 'left', 'ascending', (pids) => pids.join(' '), 'allOwners');
const ownerText = columnKind<string>('text', 'left', 'ascending', writeText, 'owners');

const PROTOCOL_NAMES = PROTOCOLS.filter((name) => name !== '');
const CONGESTION: readonly string[] = ['open', 'disorder', 'cwr', 'recovery', 'loss'];

/** A unix socket's name may end like an address. */
const PORT = /:(\d{1,5}|\*)$/;

/** The columns of the connections. Header, sort menu, picker, filter, JSON, CSV and docs all read this. */
// biome-ignore format: one line a column makes it a table
export const SOCKET_COLUMNS = [
  oneOf(PROTOCOL_NAMES, label('protocol', 'PROTO', 5, ['proto'], 'tcp, tcp6, udp, udp6, raw, raw6 or unix', ({ columns }, slot) => PROTOCOLS[columns.protocol[slot]])),
  label('localAddress', 'LADDR', 15, ['laddr'], 'Local address; of a unix socket its name, which begins with NUL if it is abstract', ({ texts }, slot) => texts.localAddress[slot] || undefined),
  number('localPort', 'LPORT', 5, ['lport', 'sport'], 'Local port', ({ columns }, slot) => portOf(columns.localPort[slot])),
  label('remoteAddress', 'RADDR', 15, ['raddr'], 'Remote address', ({ texts, columns }, slot) => (columns.remotePort[slot] > 0 ? texts.remoteAddress[slot] : undefined)),
  number('remotePort', 'RPORT', 5, ['rport', 'dport'], 'Remote port', ({ columns }, slot) => portOf(columns.remotePort[slot])),
  oneOf(SOCKET_STATES, label('state', 'STATE', 9, ['s', 'status'], "TCP's states; other sockets are UNCONN, ESTABLISHED (ESTAB on the screen) or LISTEN", socketState, writeState), SHORT_STATES),
  adapting(pidCells, owner('pid', 'PID', 5, [], 'Process that has it open, the one with the lowest PID of several', ({ columns }, slot) => (columns.ownerPid[slot] < 0 ? undefined : columns.ownerPid[slot]))),
  owners('pids', 'PIDS', 12, [], 'All processes that have it open', pidsOf),
  ownerText('name', 'NAME', 15, ['program', 'comm'], 'Name of the program of that process', (table, slot, sample) => ownerValue(sample, table, slot, nameOf)),
  ownerText('user', 'USER', 8, ['u', 'owner'], 'User of that process; of a socket without a known one, who made it', (table, slot, sample) => socketUser(table, slot, sample)),
  number('inode', 'INODE', 9, [], 'Number of the socket in the file system', ({ columns }, slot) => columns.inode[slot] || undefined),
  queue('receiveQueueBytes', 'RECVQ', 5, ['recvq'], 'Bytes unread; LISTEN: see PEND', ({ columns }, slot) => columns.receiveQueueBytes[slot]),
  queue('sendQueueBytes', 'SENDQ', 5, ['sendq'], 'Bytes unacked; LISTEN: see BACKLOG', ({ columns }, slot) => columns.sendQueueBytes[slot]),
  counter('receiveBytesPerSecond', 'RECV/s', 6, ['recv', 'receive'], 'Bytes received per second (TCP)', (_, slot, { rates }) => rates.sockets?.receiveBytesPerSecond[slot]),
  counter('sendBytesPerSecond', 'SEND/s', 6, ['send'], 'Bytes sent per second, once the other side has them (TCP)', (_, slot, { rates }) => rates.sockets?.sendBytesPerSecond[slot]),
  counter('receivedBytes', 'RECV', 6, [], 'Bytes received since it was opened (TCP)', ({ columns }, slot) => columns.receivedBytes[slot]),
  counter('sentBytes', 'SENT', 6, [], 'Bytes sent since it was opened (TCP)', ({ columns }, slot) => columns.sentBytes[slot]),
  columnKind<number>('number', 'right', 'descending', formatPercent, 'counters')('rttMilliseconds', 'RTT', 6, [], 'Round-trip time in milliseconds, smoothed (TCP)', ({ columns }, slot) => columns.rttMicroseconds[slot] / 1000),
  measure('retransmits', 'RETR', 5, ['retr'], 'Segments sent again since it was opened (TCP)', ({ columns }, slot) => columns.retransmits[slot]),
  measure('retransmitsPerSecond', 'RETR/s', 6, [], 'Segments sent again per second (TCP)', (_, slot, { rates }) => rates.sockets?.retransmitsPerSecond[slot]),
  endpoints('local', label('local', 'LOCAL', 21, [], 'Local address and port; * is every address of the machine', (table, slot) => endpoint(table, slot, 'local'), writeAddress)),
  endpoints('remote', label('remote', 'REMOTE', 21, [], 'Remote address and port', (table, slot) => endpoint(table, slot, 'remote'), writeAddress)),
  owner('fd', 'FD', 4, [], 'Number of the descriptor in that process', ({ columns }, slot) => (columns.fd[slot] < 0 ? undefined : columns.fd[slot])),
  ownerText('command', 'COMMAND', 20, ['cmd', 'args'], 'Program of that process and its arguments', (table, slot, sample) => ownerValue(sample, table, slot, commandText), writeCommand),
  duration('ageSeconds', 'AGE', 8, ['age'], 'Since it was opened; unknown of what was there before ntop looked', ({ columns, monotonicSeconds }, slot) => monotonicSeconds - columns.firstSeenSeconds[slot]),
  count('pendingConnections', 'PEND', 4, ['pending'], 'LISTEN: connections not accepted yet, Recv-Q of ss', ({ columns }, slot) => columns.pendingConnections[slot]),
  count('backlog', 'BACKLOG', 7, [], 'LISTEN: how many may wait to be accepted, Send-Q of ss', ({ columns }, slot) => columns.backlog[slot]),
  oneOf(CONGESTION, columnKind<string>('text', 'left', 'ascending', writeText, 'counters')('congestion', 'CONG', 8, ['cong'], 'open, disorder, cwr, recovery or loss (TCP)', ({ columns }, slot) => CONGESTION[columns.congestionState[slot]])),
  number('netNamespace', 'NETNS', 10, ['netns'], 'Network namespace it is in, by its inode', ({ columns }, slot) => columns.netNamespace[slot]),
] satisfies readonly Column[];

export type SocketColumnId = (typeof SOCKET_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_SOCKET_COLUMN_IDS: readonly SocketColumnId[] = [
  'protocol', 'local', 'remote', 'state', 'receiveQueueBytes', 'sendQueueBytes', 'receiveBytesPerSecond',
  'sendBytesPerSecond', 'rttMilliseconds', 'ageSeconds', 'pid', 'user', 'name',
];

/** Where the contract of the JSON output ends; columns after it are ntop's own. */
const LAST_JSON_COLUMN: SocketColumnId = 'retransmits';

export const SOCKET_JSON_COLUMN_IDS: readonly SocketColumnId[] = SOCKET_COLUMNS.slice(
  0,
  SOCKET_COLUMNS.findIndex(({ id }) => id === LAST_JSON_COLUMN) + 1,
).map(({ id }) => id);

function endpoints<Id extends string>(end: End, column: Column<Id>): Column<Id> {
  return { ...adapting(addressCells(end), column), keptEnd: PORT };
}

function portOf(port: number): number | undefined {
  return port === 0 ? undefined : port;
}

/** Of a socket that no descriptor leads to, nobody; of one whose owners are unknown, undefined. */
function pidsOf({ columns, sharers }: SocketTable, slot: number): readonly number[] | undefined {
  const shared = sharers?.get(slot);
  if (shared !== undefined) return shared;
  if (columns.ownerPid[slot] >= 0) return [columns.ownerPid[slot]];
  return columns.inode[slot] === 0 ? [] : undefined;
}

function ownerValue<Value>(
  { snapshot }: Sample,
  table: SocketTable,
  slot: number,
  read: (processes: Sample['snapshot']['processes'], process: number) => Value,
): Value | undefined {
  const process = ownerSlots(snapshot, table)[slot];
  return process < 0 ? undefined : read(snapshot.processes, process);
}

function nameOf({ texts }: Sample['snapshot']['processes'], process: number): string {
  return fullName(texts.name[process], texts.commandLine[process]);
}

/** User id of who answers for a socket; the kernel says root of those that nobody has open any more. */
export function socketUid({ columns }: SocketTable, slot: number, sample: Sample, owner: number): number | undefined {
  if (owner >= 0) return sample.snapshot.processes.columns.uid[owner];
  const uid = columns.uid[slot];
  return columns.inode[slot] === 0 || uid === UNKNOWN_UID ? undefined : uid;
}

function socketUser(table: SocketTable, slot: number, sample: Sample): string | undefined {
  const uid = socketUid(table, slot, sample, ownerSlots(sample.snapshot, table)[slot]);
  return uid === undefined ? undefined : userName(sample, uid);
}
