import { writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, extra, isInJson, oneOf } from '../list/column-kinds.js';
import { PROTOCOLS, type SocketTable, UNKNOWN_UID } from '../machine/socket-table.js';
import { pidCells, userName } from '../processes/columns.js';
import { commandText, fullName, writeCommand } from '../processes/command-line.js';
import { containerName } from '../processes/container.js';
import { unitName } from '../processes/unit.js';
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
const ownerGroup = columnKind<string>('text', 'left', 'ascending', writeText, 'ownerCgroup');
const ownerText = columnKind<string>('text', 'left', 'ascending', writeText, 'owners');

const PROTOCOL_NAMES = PROTOCOLS.filter((name) => name !== '');
const CONGESTION: readonly string[] = ['open', 'disorder', 'cwr', 'recovery', 'loss'];

/** The port at the end of an address. The name of a unix socket may end like one. */
const PORT = /:(\d{1,5}|\*)$/;

/** The columns of the connections. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const SOCKET_COLUMNS = [
  oneOf(PROTOCOL_NAMES, label('protocol', 'PROTO', 5, ['proto'], 'Protocol: tcp, tcp6, udp, udp6, raw, raw6 or unix', ({ columns }, slot) => PROTOCOLS[columns.protocol[slot]])),
  label('localAddress', 'LADDR', 15, ['laddr'], 'Local address; for a unix socket its name (starts with NUL if abstract)', ({ texts }, slot) => texts.localAddress[slot] || undefined),
  number('localPort', 'LPORT', 5, ['lport', 'sport'], 'Local port', ({ columns }, slot) => portOf(columns.localPort[slot])),
  label('remoteAddress', 'RADDR', 15, ['raddr'], 'Remote address', ({ texts, columns }, slot) => (columns.remotePort[slot] > 0 ? texts.remoteAddress[slot] : undefined)),
  number('remotePort', 'RPORT', 5, ['rport', 'dport'], 'Remote port', ({ columns }, slot) => portOf(columns.remotePort[slot])),
  oneOf(SOCKET_STATES, label('state', 'STATE', 9, ['s', 'status'], 'TCP state; for other sockets UNCONN, ESTABLISHED (shown as ESTAB) or LISTEN', socketState, writeState), SHORT_STATES),
  adapting(pidCells, owner('pid', 'PID', 5, [], 'Owner: the process that has it open, the lowest PID of several', ({ columns }, slot) => (columns.ownerPid[slot] < 0 ? undefined : columns.ownerPid[slot]))),
  owners('pids', 'PIDS', 12, [], 'All processes that have it open', pidsOf),
  ownerText('name', 'NAME', 15, ['program', 'comm'], 'Program name of the owner', (table, slot, sample) => ownerValue(sample, table, slot, nameOf)),
  ownerText('user', 'USER', 8, ['u', 'owner'], 'User of the owner; if the owner is unknown, the user of the socket', (table, slot, sample) => socketUser(table, slot, sample)),
  number('inode', 'INODE', 9, [], 'Inode of the socket', ({ columns }, slot) => columns.inode[slot] || undefined),
  queue('receiveQueueBytes', 'RECVQ', 5, ['recvq'], 'Received bytes not yet read; for LISTEN see PEND', ({ columns }, slot) => columns.receiveQueueBytes[slot]),
  queue('sendQueueBytes', 'SENDQ', 5, ['sendq'], 'Sent bytes not yet acknowledged; for LISTEN see BACKLOG', ({ columns }, slot) => columns.sendQueueBytes[slot]),
  counter('receiveBytesPerSecond', 'RECV/s', 6, ['recv', 'receive'], 'Bytes received per second (TCP)', (_, slot, { rates }) => rates.sockets?.receiveBytesPerSecond[slot]),
  counter('sendBytesPerSecond', 'SEND/s', 6, ['send'], 'Bytes sent and acknowledged per second (TCP)', (_, slot, { rates }) => rates.sockets?.sendBytesPerSecond[slot]),
  counter('receivedBytes', 'RECV', 6, [], 'Bytes received since it was opened (TCP)', ({ columns }, slot) => columns.receivedBytes[slot]),
  counter('sentBytes', 'SENT', 6, [], 'Bytes sent since it was opened (TCP)', ({ columns }, slot) => columns.sentBytes[slot]),
  columnKind<number>('number', 'right', 'descending', formatPercent, 'counters')('rttMilliseconds', 'RTT', 6, [], 'Smoothed round-trip time in milliseconds (TCP)', ({ columns }, slot) => columns.rttMicroseconds[slot] / 1000),
  measure('retransmits', 'RETR', 5, ['retr'], 'Segments retransmitted since it was opened (TCP)', ({ columns }, slot) => columns.retransmits[slot]),
  extra(measure('retransmitsPerSecond', 'RETR/s', 6, [], 'Segments retransmitted per second (TCP)', (_, slot, { rates }) => rates.sockets?.retransmitsPerSecond[slot])),
  extra(endpoints('local', label('local', 'LOCAL', 21, [], 'Local address and port; *: all addresses of the machine', (table, slot) => endpoint(table, slot, 'local'), writeAddress))),
  extra(endpoints('remote', label('remote', 'REMOTE', 21, [], 'Remote address and port', (table, slot) => endpoint(table, slot, 'remote'), writeAddress))),
  extra(owner('fd', 'FD', 4, [], 'File descriptor in the owner', ({ columns }, slot) => (columns.fd[slot] < 0 ? undefined : columns.fd[slot]))),
  extra(ownerText('command', 'COMMAND', 20, ['cmd', 'args'], 'Command line of the owner', (table, slot, sample) => ownerValue(sample, table, slot, commandText), writeCommand)),
  extra(ownerGroup('container', 'CONTAINER', 12, ['ctr'], 'Container of the owner: its name or short ID', (table, slot, sample) => ownerValue(sample, table, slot, ({ texts }, process) => containerName(texts.cgroup[process])))),
  extra(ownerGroup('unit', 'UNIT', 20, [], 'systemd unit of the owner', (table, slot, sample) => ownerValue(sample, table, slot, ({ texts }, process) => unitName(texts.cgroup[process])))),
  extra(duration('ageSeconds', 'AGE', 8, ['age'], 'Time since it was opened; unknown if opened before ntop started', ({ columns, monotonicSeconds }, slot) => monotonicSeconds - columns.firstSeenSeconds[slot])),
  extra(count('pendingConnections', 'PEND', 4, ['pending'], 'LISTEN: connections waiting to be accepted (Recv-Q of ss)', ({ columns }, slot) => columns.pendingConnections[slot])),
  extra(count('backlog', 'BACKLOG', 7, [], 'LISTEN: maximum of connections waiting to be accepted (Send-Q of ss)', ({ columns }, slot) => columns.backlog[slot])),
  extra(oneOf(CONGESTION, columnKind<string>('text', 'left', 'ascending', writeText, 'counters')('congestion', 'CONG', 8, ['cong'], 'Congestion state: open, disorder, cwr, recovery or loss (TCP)', ({ columns }, slot) => CONGESTION[columns.congestionState[slot]]))),
  extra(number('netNamespace', 'NETNS', 10, ['netns'], 'Inode of its network namespace', ({ columns }, slot) => columns.netNamespace[slot])),
] satisfies readonly Column[];

export type SocketColumnId = (typeof SOCKET_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_SOCKET_COLUMN_IDS: readonly SocketColumnId[] = [
  'protocol', 'local', 'remote', 'state', 'receiveQueueBytes', 'sendQueueBytes', 'receiveBytesPerSecond',
  'sendBytesPerSecond', 'rttMilliseconds', 'ageSeconds', 'pid', 'user', 'name',
];

export const SOCKET_JSON_COLUMN_IDS: readonly SocketColumnId[] = SOCKET_COLUMNS.filter(isInJson).map(({ id }) => id);

function endpoints<Id extends string>(end: End, column: Column<Id>): Column<Id> {
  return { ...adapting(addressCells(end), column), keptEnd: PORT };
}

function portOf(port: number): number | undefined {
  return port === 0 ? undefined : port;
}

/** Empty if no descriptor refers to the socket; undefined if its owners are unknown. */
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

/** The UID of the owner or creator. For a socket that no process has open, the kernel reports root; that is unknown here. */
export function socketUid({ columns }: SocketTable, slot: number, sample: Sample, owner: number): number | undefined {
  if (owner >= 0) return sample.snapshot.processes.columns.uid[owner];
  const uid = columns.uid[slot];
  return columns.inode[slot] === 0 || uid === UNKNOWN_UID ? undefined : uid;
}

function socketUser(table: SocketTable, slot: number, sample: Sample): string | undefined {
  const uid = socketUid(table, slot, sample, ownerSlots(sample.snapshot, table)[slot]);
  return uid === undefined ? undefined : userName(sample, uid);
}
