import { writeCpu, writeMemory, writeStartTime, writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, oneOf } from '../list/column-kinds.js';
import { SESSION_KINDS, SESSION_SOURCES, type Session, type SessionTable } from '../machine/session-table.js';
import { pidCells } from '../processes/columns.js';
import { writeCommand } from '../processes/command-line.js';
import { formatBytes, formatCount, formatPercent, formatUptime } from '../text/units.js';

const columnKind = columnKinds<SessionTable>(({ sessions }) => sessions);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const number = columnKind<number>('number', 'right', 'ascending', String);
const count = columnKind<number>('number', 'right', 'descending', formatCount);
const duration = columnKind<number>('seconds', 'right', 'ascending', writeIdle);
const moment = columnKind<number>('time', 'right', 'descending', writeStartTime);
const percent = columnKind<number>('percent', 'right', 'descending', writeCpu);
const memory = columnKind<number>('bytes', 'right', 'descending', writeMemory);
const address = columnKind<string>('text', 'left', 'ascending', writeText, 'traffic');
const port = columnKind<number>('number', 'right', 'ascending', String, 'traffic');
const traffic = columnKind<number>('bytes', 'right', 'descending', formatBytes, 'traffic');
const time = columnKind<number>('number', 'right', 'descending', formatPercent, 'traffic');

const of =
  <Value>(read: (session: Session) => Value) =>
  ({ sessions }: SessionTable, slot: number) =>
    read(sessions[slot]);

/** `processes` is too long for the column. */
const writeSource = (source: string) => (source === 'processes' ? 'proc' : source);

/** The columns of the sessions. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const SESSION_COLUMNS = [
  label('user', 'USER', 8, ['u'], 'User who is logged in', of(({ user }) => user || undefined)),
  label('terminal', 'TTY', 7, ['tty'], 'Terminal or display', of(({ terminal }) => terminal)),
  address('host', 'FROM', 15, ['from'], 'Remote host as recorded; if none was recorded, the address of its connection', of(({ host }) => host)),
  moment('loginTime', 'LOGIN', 5, ['login'], 'Login time', of(({ loginTimeSeconds }) => loginTimeSeconds)),
  duration('idleSeconds', 'IDLE', 6, ['idle'], 'Time since the last input, in steps of eight seconds', of(({ idleSeconds }) => idleSeconds)),
  adapting(pidCells, number('pid', 'PID', 5, ['leader'], 'First process of the session', of(({ pid }) => pid))),
  label('command', 'COMMAND', 20, ['cmd', 'what'], 'Command in the foreground of the terminal; without a terminal, the command of the session', of(({ command }) => command), writeCommand),
  oneOf(SESSION_KINDS, label('kind', 'KIND', 9, [], 'Kind: ssh, console, graphical or other', of(({ kind }) => kind))),
  oneOf(SESSION_SOURCES, label('source', 'SOURCE', 6, [], 'Source of the record: logind, utmp or processes', of(({ source }) => source), writeSource)),
  oneOf(['open', 'stale'], label('state', 'STATE', 5, [], 'State: open, or stale if the record has no process left', of(({ stale }) => (stale ? 'stale' : 'open')))),
  percent('cpuPercent', 'CPU%', 5, ['cpu'], 'CPU use of all its processes since the last sample; 100 is one core', of(({ cpuPercent }) => cpuPercent)),
  memory('residentBytes', 'RES', 5, ['res', 'rss', 'mem'], 'Resident memory of all its processes; shared pages count several times', of(({ residentBytes }) => residentBytes)),
  count('processes', 'PROCS', 5, ['procs'], 'Number of its processes', of(({ slots, leader }) => (leader === undefined ? undefined : slots.length))),
  address('remoteAddress', 'RADDR', 15, ['raddr', 'address'], 'Remote address of its ssh connection', of(({ connection }) => connection?.remoteAddress)),
  port('remotePort', 'RPORT', 5, ['rport', 'port'], 'Remote port of its ssh connection', of(({ connection }) => connection?.remotePort)),
  traffic('receivedBytes', 'RECV', 6, ['recv'], 'Bytes received over its ssh connection', of(({ connection }) => connection?.receivedBytes)),
  traffic('sentBytes', 'SENT', 6, ['sent'], 'Bytes sent over its ssh connection', of(({ connection }) => connection?.sentBytes)),
  time('rttMilliseconds', 'RTT', 6, [], 'Smoothed round-trip time of its ssh connection in milliseconds', of(({ connection }) => connection?.rttMilliseconds)),
  traffic('receiveBytesPerSecond', 'RECV/s', 6, [], 'Bytes received per second over its ssh connection', of(({ connection }) => connection?.receiveBytesPerSecond)),
  traffic('sendBytesPerSecond', 'SEND/s', 6, [], 'Bytes sent per second over its ssh connection', of(({ connection }) => connection?.sendBytesPerSecond)),
] satisfies readonly Column[];

function writeIdle(seconds: number): string {
  return seconds < 60 ? `${Math.floor(seconds)}s` : formatUptime(seconds);
}

export type SessionColumnId = (typeof SESSION_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_SESSION_COLUMN_IDS: readonly SessionColumnId[] = [
  'user', 'terminal', 'host', 'loginTime', 'idleSeconds', 'cpuPercent', 'residentBytes', 'source', 'command',
];

export const SESSION_JSON_COLUMN_IDS: readonly SessionColumnId[] = SESSION_COLUMNS.map(({ id }) => id);
