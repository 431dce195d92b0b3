import { writeText } from '../list/cell-text.js';
import { adapting, type CellContext, type Column, columnKinds, extra, oneOf } from '../list/column-kinds.js';
import { EVENT_SOURCES } from '../machine/events.js';
import { SESSION_KINDS } from '../machine/session-table.js';
import { PROTOCOLS } from '../machine/socket-table.js';
import { pidCells } from '../processes/columns.js';
import { writeCommand } from '../processes/command-line.js';
import { signalName } from '../processes/signals.js';
import type { Sample } from '../sample/sample.js';
import { formatBytes } from '../text/units.js';
import { type EventRows, isEventRows } from './event-ring.js';
import { detailOf, SHORT_WORD_CELLS, SHORT_WORDS, writeMoment, writeSpan } from './event-text.js';
import { HAPPENINGS, type Happening } from './happening.js';

export function eventRowsOf({ prepared }: Sample): EventRows | undefined {
  return prepared !== undefined && isEventRows(prepared) ? prepared : undefined;
}

export function eventAt(sample: Sample, slot: number): Happening | undefined {
  return eventRowsOf(sample)?.events[slot];
}

const columnKind = columnKinds(eventRowsOf);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const number = columnKind<number>('number', 'right', 'ascending', String);
const bytes = columnKind<number>('bytes', 'right', 'descending', formatBytes);
const duration = columnKind<number>('seconds', 'right', 'descending', writeSpan);
const moment = columnKind<number>('time', 'right', 'descending', (seconds, { wallClockMilliseconds }) =>
  writeMoment(seconds * 1000, wallClockMilliseconds),
);

const of =
  <Result>(read: (event: Happening) => Result) =>
  ({ events }: EventRows, slot: number) =>
    read(events[slot]);

const writeWord = (word: string) => SHORT_WORDS[word as Happening['event']] ?? word;

/** The columns of the events. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const EVENT_COLUMNS = [
  extra(moment('time', 'TIME', 8, [], 'When it happened; from samples: when it was seen', of(({ wallClockMilliseconds }) => wallClockMilliseconds / 1000))),
  oneOf(HAPPENINGS, label('event', 'EVENT', SHORT_WORD_CELLS, ['what'], 'What happened', of(({ event }) => event), writeWord), SHORT_WORDS),
  adapting(pidCells, number('pid', 'PID', 5, [], 'Process ID; of a port, of its owner', of(({ pid }) => pid))),
  adapting(pidCells, number('ppid', 'PPID', 5, ['parent'], 'Process ID of the parent', of(({ ppid }) => ppid))),
  label('user', 'USER', 8, ['u', 'owner'], 'Effective user; of a login, the user who is logged in', of(({ user }) => user)),
  label('name', 'NAME', 15, ['comm'], 'Program name', of(({ name }) => name || undefined)),
  named(label('command', 'COMMAND', 20, ['cmd', 'args'], 'Command line: program and arguments', of(({ command }) => command), writeCommand)),
  extra(adapting(detailCells, label('detail', 'DETAIL', 11, ['how'], 'How a process ended, the place of a port, the terminal of a login', of(detailOf)))),
  number('exitStatus', 'STATUS', 6, ['status'], 'Exit status; unknown after a signal', of(({ exitStatus }) => exitStatus)),
  label('signal', 'SIGNAL', 9, ['sig'], 'Signal that ended it', of(({ signal }) => (signal === undefined ? undefined : signalName(signal)))),
  duration('lifetimeSeconds', 'LIFE', 6, ['lifetime', 'life'], 'How long it lived', of(({ lifetimeSeconds }) => lifetimeSeconds)),
  duration('cpuSeconds', 'CPU', 6, ['cpu'], 'CPU time that it used; without taskstats that of the last sample, of processes that lived long', of(({ cpuSeconds }) => cpuSeconds)),
  bytes('peakResidentBytes', 'PEAK', 5, ['peak', 'hwm'], 'Highest resident memory', of(({ peakResidentBytes }) => peakResidentBytes)),
  bytes('readBytes', 'READ', 6, ['read'], 'Bytes that it read from storage', of(({ readBytes }) => readBytes)),
  bytes('writeBytes', 'WRITE', 6, ['write'], 'Bytes that it wrote to storage', of(({ writeBytes }) => writeBytes)),
  label('cgroup', 'CGROUP', 20, ['group'], 'Control group path', of(({ cgroup }) => cgroup)),
  oneOf(EVENT_SOURCES, label('source', 'SOURCE', 9, [], 'Where it is known from: connector, taskstats, pidfd, samples, kmsg or vmstat', of(({ source }) => source))),
  oneOf(PROTOCOLS.slice(1), label('protocol', 'PROTO', 5, ['proto'], 'Protocol of a port', of(({ port }) => port?.protocol))),
  label('localAddress', 'ADDRESS', 15, ['address'], 'Address at which a port listens', of(({ port }) => port?.localAddress)),
  number('localPort', 'PORT', 5, ['port'], 'Number of a port', of(({ port }) => port?.localPort)),
  number('netNamespace', 'NETNS', 10, ['netns'], 'Network namespace of a port', of(({ port }) => port?.netNamespace)),
  number('previousPid', 'OLDPID', 6, [], 'Process that owned a port before', of(({ port }) => port?.previousPid)),
  label('previousName', 'OLDNAME', 15, [], 'Program name of the process that owned a port before', of(({ port }) => port?.previousName)),
  label('previousUser', 'OLDUSER', 8, [], 'User of the process that owned a port before', of(({ port }) => port?.previousUser)),
  label('terminal', 'TTY', 7, ['tty'], 'Terminal or display of a login', of(({ login }) => login?.terminal)),
  label('remoteHost', 'FROM', 15, ['host', 'from'], 'Remote host of a login', of(({ login }) => login?.remoteHost)),
  oneOf(SESSION_KINDS, label('sessionKind', 'KIND', 9, ['kind'], 'Kind of a login: ssh, console, graphical or other', of(({ login }) => login?.sessionKind))),
] satisfies readonly Column[];

const PLACE_CELLS = 22;

/** `tcp 192.0.2.77:65535`; of processes `status 127`, `SIGVTALRM` */
function detailCells(sample: Sample, usual: number): number {
  return eventRowsOf(sample)?.hasPlaces ? PLACE_CELLS : usual;
}

/** Where the command is unknown, the list shows the name. */
function named<Id extends string>(column: Column<Id>): Column<Id> {
  const text = (sample: Sample, slot: number, context: CellContext) => {
    const { name, command } = eventAt(sample, slot) ?? {};
    return command === undefined && name ? writeText(name, context) : column.text(sample, slot, context);
  };
  return { ...column, text };
}

export type EventColumnId = (typeof EVENT_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_EVENT_COLUMN_IDS: readonly EventColumnId[] = [
  'time', 'event', 'pid', 'user', 'detail', 'lifetimeSeconds', 'cpuSeconds', 'peakResidentBytes', 'command',
];

// biome-ignore format: as the list above
export const WIDE_EVENT_COLUMN_IDS: readonly EventColumnId[] = [
  'time', 'event', 'pid', 'ppid', 'user', 'name', 'detail', 'lifetimeSeconds', 'cpuSeconds', 'peakResidentBytes', 'readBytes', 'writeBytes',
  'source', 'command',
];

/** By subject: of an event of a process, those of ports and logins mean nothing. */
// biome-ignore format: as the list above
export const PORT_COLUMN_IDS: readonly EventColumnId[] = [
  'protocol', 'localAddress', 'localPort', 'netNamespace', 'previousPid', 'previousName', 'previousUser',
];

export const LOGIN_COLUMN_IDS: readonly EventColumnId[] = ['terminal', 'remoteHost', 'sessionKind'];

export const EVENT_JSON_COLUMN_IDS: readonly EventColumnId[] = EVENT_COLUMNS.filter(
  (column) => !('inJson' in column && column.inJson === false),
).map(({ id }) => id);
