import { writeCpu, writeMemory, writePriority, writeStartTime, writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, oneOf } from '../list/column-kinds.js';
import { isThread } from '../machine/process-kinds.js';
import type { ProcessTable } from '../machine/snapshot.js';
import type { Sample } from '../sample/sample.js';
import { formatBytes, formatCount, formatDuration, formatPercent } from '../text/units.js';
import { commandText, fullName, writeCommand } from './command-line.js';
import { containerName } from './container.js';
import { terminalName } from './terminal-name.js';

export type { CellContext, Column } from '../list/column-kinds.js';

const columnKind = columnKinds(({ snapshot }) => snapshot.processes.columns);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const grouped = columnKind<string>('text', 'left', 'ascending', writeText, 'cgroup');
const number = columnKind<number>('number', 'right', 'ascending', String);
const count = columnKind<number>('number', 'right', 'descending', formatCount);
const percent = columnKind<number>('percent', 'right', 'descending', formatPercent);
const memory = columnKind<number>('bytes', 'right', 'descending', writeMemory);
const traffic = columnKind<number>('bytes', 'right', 'descending', formatBytes, 'traffic');
const rare = columnKind<number>('bytes', 'right', 'descending', formatBytes, 'memory');
const score = columnKind<number>('number', 'right', 'descending', String, 'memory');
const storage = columnKind<number>('bytes', 'right', 'descending', formatBytes, 'io');
const duration = columnKind<number>('seconds', 'right', 'descending', formatDuration);
const moment = columnKind<number>('time', 'right', 'descending', writeStartTime);

const STATES = ['R', 'S', 'D', 'T', 't', 'Z', 'I', 'P', 'X'];

/** The columns of the process list. Header, sort menu, picker, filter, JSON, CSV and docs all read this. */
// biome-ignore format: one line a column makes it a table
export const COLUMNS = [
  adapting(pidCells, number('pid', 'PID', 5, [], 'Process id; of a thread, its own', (of, slot) => of.pid[slot])),
  adapting(pidCells, number('ppid', 'PPID', 5, ['parent'], 'Process id of the parent', (of, slot) => of.ppid[slot])),
  label('user', 'USER', 8, ['u', 'owner'], 'Effective user, or its number where it has no name', (of, slot, sample) => userName(sample, of.uid[slot])),
  number('uid', 'UID', 10, [], 'Effective user id', (of, slot) => of.uid[slot]),
  oneOf(STATES, label('state', 'S', 1, ['s', 'status'], 'R runs, S sleeps, D waits for a device, T stopped, t traced, Z zombie, I idle, P parked, X dead', (of, slot) => String.fromCharCode(of.state[slot]))),
  number('priority', 'PRI', 3, ['pri', 'pr'], 'Priority in the kernel, lowest first; RT is beyond -99', (of, slot) => of.priority[slot], writePriority),
  number('nice', 'NI', 3, ['ni'], 'Nice value, from -20 (served first) to 19', (of, slot) => of.nice[slot]),
  count('threads', 'THR', 5, ['thr', 'nlwp'], 'Number of threads', (of, slot) => of.threads[slot]),
  percent('cpuPercent', 'CPU%', 5, ['cpu'], 'Share of one CPU since the last sample', (_, slot, { rates }) => rates.cpuPercent[slot], writeCpu),
  percent('memoryPercent', 'MEM%', 5, ['mem', 'memory'], "Resident memory as a share of the machine's", (of, slot, sample) => shareOfMemory(sample, of.residentBytes[slot])),
  memory('residentBytes', 'RES', 5, ['res', 'rss'], 'Memory held in RAM, shared pages included', (of, slot) => of.residentBytes[slot]),
  memory('virtualBytes', 'VIRT', 5, ['virt', 'vsz'], 'Address space, used or not', (of, slot) => of.virtualBytes[slot]),
  memory('sharedBytes', 'SHR', 5, ['shr', 'shared'], 'Resident memory backed by files or shared mappings', (of, slot) => of.sharedBytes[slot]),
  duration('cpuSeconds', 'TIME+', 8, ['time'], 'CPU time used since it started, in seconds', (of, slot) => of.cpuSeconds[slot]),
  moment('startTime', 'START', 5, ['start', 'started'], 'When it started, in seconds since 1970', (of, slot, sample) => startTime(sample, of.startTicks[slot])),
  label('terminal', 'TTY', 7, ['tty'], 'Controlling terminal', (of, slot) => terminalName(of.terminalDevice[slot])),
  label('name', 'NAME', 15, ['comm'], 'Name of the program', (_, slot, { snapshot }) => nameOf(snapshot.processes, slot)),
  namingThreads(label('command', 'COMMAND', 20, ['cmd', 'args'], 'Program and arguments; takes the rest of the line', (_, slot, { snapshot }) => commandText(snapshot.processes, slot), writeCommand)),
  storage('readBytesPerSecond', 'READ/s', 6, ['read'], 'Bytes read from storage per second', (_, slot, { rates }) => rates.readBytesPerSecond[slot]),
  storage('writeBytesPerSecond', 'WRIT/s', 6, ['write'], 'Bytes written to storage per second', (_, slot, { rates }) => rates.writeBytesPerSecond[slot]),
  traffic('receiveBytesPerSecond', 'TCPIN/s', 7, ['recv', 'receive'], 'Bytes received over TCP per second', (_, slot, { rates }) => rates.traffic?.receiveBytesPerSecond[slot]),
  traffic('sendBytesPerSecond', 'TCPOUT/s', 8, ['send'], 'Bytes sent over TCP per second, once the other side has them', (_, slot, { rates }) => rates.traffic?.sendBytesPerSecond[slot]),
  grouped('container', 'CONTAINER', 12, ['ctr'], 'Name or short id of its container', (_, slot, { snapshot }) => containerName(snapshot.processes.texts.cgroup[slot])),
  grouped('cgroup', 'CGROUP', 20, [], 'Path of its control group', (_, slot, { snapshot }) => snapshot.processes.texts.cgroup[slot] || undefined),
  number('processor', 'P', 3, ['core'], 'CPU it last ran on', (of, slot) => of.processor[slot]),
  adapting(pidCells, number('processGroupId', 'PGRP', 5, ['pgrp', 'pgid'], 'Process group', (of, slot) => of.processGroupId[slot])),
  adapting(pidCells, number('sessionId', 'SID', 5, ['sid', 'session'], 'Session', (of, slot) => of.sessionId[slot])),
  count('minorFaultsPerSecond', 'MINF/s', 6, ['minflt'], 'Page faults per second that needed no storage', (_, slot, { rates }) => rates.minorFaultsPerSecond[slot]),
  count('majorFaultsPerSecond', 'MAJF/s', 6, ['majflt'], 'Page faults per second that read from storage', (_, slot, { rates }) => rates.majorFaultsPerSecond[slot]),
  rare('swapBytes', 'SWAP', 5, ['swp'], 'Memory in swap', (of, slot) => of.swapBytes[slot]),
  rare('peakResidentBytes', 'PEAK', 5, ['hwm'], 'The most that RES ever was', (of, slot) => of.peakResidentBytes[slot]),
  score('oomScore', 'OOM', 4, ['oom'], 'Who has the most is killed first when memory runs out', (of, slot) => of.oomScore[slot]),
];

export type ColumnId = (typeof COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_COLUMN_IDS: readonly ColumnId[] = [
  'pid', 'user', 'nice', 'state', 'cpuPercent', 'memoryPercent', 'residentBytes', 'cpuSeconds', 'command',
];

/** Where the contract of the JSON output ends; columns after it are ntop's own. */
const LAST_JSON_COLUMN: ColumnId = 'container';

/** What JSON and CSV hold unless asked for something else. Scripts rely on these ids. */
export const JSON_COLUMN_IDS: readonly ColumnId[] = COLUMNS.slice(
  0,
  COLUMNS.findIndex(({ id }) => id === LAST_JSON_COLUMN) + 1,
).map(({ id }) => id);

const LARGEST_SHORT_PID = 99_999;
const LONG_PID_CELLS = 7;

const byId: ReadonlyMap<string, Column<ColumnId>> = new Map(COLUMNS.map((column) => [column.id, column]));

export function columnById(id: ColumnId): Column<ColumnId> {
  const column = byId.get(id);
  if (column === undefined) throw new RangeError(`no column has the id ${id}`);
  return column;
}

/** Process ids have seven digits at most (pid_max in proc(5)), but mostly five do. */
export function pidCells({ snapshot }: Sample, usual: number): number {
  const { columns, slots } = snapshot.processes;
  for (let slot = 0; slot < slots; slot++) {
    if (columns.pid[slot] > LARGEST_SHORT_PID && columns.serial[slot] !== 0) return LONG_PID_CELLS;
  }
  return usual;
}

/** Differs whenever the process differs, even at the same PID; the same in every run of ntop until the next boot. */
export function identityText({ snapshot }: Sample, slot: number): string {
  const { pid, startTicks, pidfdInode } = snapshot.processes.columns;
  return `${pid[slot]}-${startTicks[slot]}-${pidfdInode[slot]}`;
}

/** A user's name, or the number where there is none; not safe for a terminal. */
export function userName({ snapshot }: Sample, uid: number): string {
  return snapshot.processes.userNames.get(uid) ?? String(uid);
}

/** A thread has its own name, and the command of its process. */
function namingThreads<Id extends string>(column: Column<Id>): Column<Id> {
  const text: Column['text'] = (sample, slot, context) => {
    const { columns, texts } = sample.snapshot.processes;
    const command = column.text(sample, slot, context);
    return isThread(columns, slot) ? `{${writeText(texts.name[slot], context)}} ${command}` : command;
  };
  return { ...column, text };
}

function nameOf({ texts }: ProcessTable, slot: number): string {
  return fullName(texts.name[slot], texts.commandLine[slot]);
}

function shareOfMemory({ snapshot }: Sample, bytes: number): number | undefined {
  const total = snapshot.system.memory?.totalBytes;
  return total ? (bytes / total) * 100 : undefined;
}

function startTime({ snapshot }: Sample, startTicks: number): number | undefined {
  const { bootTimeSeconds, ticksPerSecond } = snapshot.system;
  return bootTimeSeconds === undefined ? undefined : bootTimeSeconds + startTicks / ticksPerSecond;
}
