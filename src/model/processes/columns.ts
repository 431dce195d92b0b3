import { writeCpu, writeMemory, writePriority, writeStartTime, writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, extra, isInJson, ofRow, oneOf, restless } from '../list/column-kinds.js';
import { isThread, STATES, stateLetter } from '../machine/process-kinds.js';
import type { ProcessTable } from '../machine/snapshot.js';
import { cpuWaitPercent, ioWaitPercent, memoryWaitPercent } from '../sample/delays.js';
import { growthNow } from '../sample/growth.js';
import type { Sample } from '../sample/sample.js';
import { isLongUid, tallyOf } from '../sample/tally.js';
import { throttledPercent } from '../sample/throttling.js';
import { waitedSeconds } from '../sample/waited.js';
import { formatBytes, formatCount, formatDuration, formatPercent, formatSigned, formatSpan } from '../text/units.js';
import { commandText, fullName, writeCommand } from './command-line.js';
import { containerName } from './container.js';
import { terminalName } from './terminal-name.js';
import { unitName } from './unit.js';

export type { CellContext, Column } from '../list/column-kinds.js';

/** Behind the processes may be rows of other kinds, of which no column knows anything. */
const columnKind = columnKinds(({ snapshot: { processes } }, slot) =>
  slot < processes.slots ? processes.columns : undefined,
);
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
const throttling = columnKind<number>('percent', 'right', 'descending', formatPercent, 'throttling');
const duration = columnKind<number>('seconds', 'right', 'descending', formatDuration);
const growth = columnKind<number>('bytes', 'right', 'descending', (bytes) => formatSigned(bytes, formatBytes));
const descriptors = columnKind<number>('number', 'right', 'descending', formatCount, 'fds');
const limited = columnKind<number>('percent', 'right', 'descending', formatPercent, 'fdLimits');
const cpuDelay = columnKind<number>('percent', 'right', 'descending', formatPercent, 'cpuDelay');
const delay = columnKind<number>('percent', 'right', 'descending', formatPercent, 'countedDelays');
const switches = columnKind<number>('number', 'right', 'descending', formatCount, 'delays');
const span = columnKind<number>('seconds', 'right', 'descending', formatSpan);
const kernelName = columnKind<string>('text', 'left', 'ascending', writeText, 'waitChannel');
const moment = columnKind<number>('time', 'right', 'descending', writeStartTime);

/** The columns of the process list. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const COLUMNS = [
  ofRow(adapting(pidCells, number('pid', 'PID', 5, [], 'Process ID; for a thread, its thread ID', (of, slot) => of.pid[slot]))),
  ofRow(adapting(pidCells, number('ppid', 'PPID', 5, ['parent'], 'Process ID of the parent', (of, slot) => of.ppid[slot]))),
  adapting(userCells, label('user', 'USER', 8, ['u', 'owner'], 'Effective user; the UID if it has no name', (of, slot, sample) => userName(sample, of.uid[slot]))),
  number('uid', 'UID', 10, [], 'Effective user ID', (of, slot) => of.uid[slot]),
  restless('stat', oneOf(Object.keys(STATES), label('state', 'S', 1, ['s', 'status'], 'State: R running, S sleeping, D uninterruptible sleep, T stopped, t traced, Z zombie, I idle, P parked, X dead', (of, slot) => stateLetter(of.state[slot])))),
  ofRow(restless('stat', number('priority', 'PRI', 3, ['pri', 'pr'], 'Kernel priority, the lowest runs first; RT: below -99', (of, slot) => of.priority[slot], writePriority))),
  ofRow(restless('nice', number('nice', 'NI', 3, ['ni'], 'Nice value: -20 (most CPU) to 19 (least CPU)', (of, slot) => of.nice[slot]))),
  ofRow(count('threads', 'THR', 5, ['thr', 'nlwp'], 'Number of threads', (of, slot) => of.threads[slot])),
  ofRow(percent('cpuPercent', 'CPU%', 5, ['cpu'], 'CPU use since the last sample; 100 is one core', (_, slot, { rates }) => rates.cpuPercent[slot], writeCpu)),
  ofRow(restless('resident', percent('memoryPercent', 'MEM%', 5, ['mem', 'memory'], 'Resident memory in percent of RAM', (of, slot, sample) => shareOfMemory(sample, of.residentBytes[slot])))),
  ofRow(restless('resident', memory('residentBytes', 'RES', 5, ['res', 'rss'], 'Resident memory: pages in RAM, including shared pages', (of, slot) => of.residentBytes[slot]))),
  ofRow(memory('virtualBytes', 'VIRT', 5, ['virt', 'vsz'], 'Virtual memory: the whole address space', (of, slot) => of.virtualBytes[slot])),
  ofRow(restless('resident', memory('sharedBytes', 'SHR', 5, ['shr', 'shared'], 'Shared part of RES: files and shared mappings', (of, slot) => of.sharedBytes[slot]))),
  ofRow(duration('cpuSeconds', 'TIME+', 8, ['time'], 'CPU time used since it started', (of, slot) => of.cpuSeconds[slot])),
  moment('startTime', 'START', 5, ['start', 'started'], 'Start time', (of, slot, sample) => startTime(sample, of.startTicks[slot])),
  label('terminal', 'TTY', 7, ['tty'], 'Controlling terminal', (of, slot) => terminalName(of.terminalDevice[slot])),
  label('name', 'NAME', 15, ['comm'], 'Program name', (_, slot, { snapshot }) => nameOf(snapshot.processes, slot)),
  namingThreads(label('command', 'COMMAND', 20, ['cmd', 'args'], 'Command line: program and arguments', (_, slot, { snapshot }) => commandText(snapshot.processes, slot), writeCommand)),
  storage('readBytesPerSecond', 'READ/s', 6, ['read'], 'Bytes read from storage per second', (_, slot, { rates }) => rates.readBytesPerSecond[slot]),
  storage('writeBytesPerSecond', 'WRIT/s', 6, ['write'], 'Bytes written to storage per second', (_, slot, { rates }) => rates.writeBytesPerSecond[slot]),
  traffic('receiveBytesPerSecond', 'TCPIN/s', 7, ['recv', 'receive'], 'TCP bytes received per second', (_, slot, { rates }) => rates.traffic?.receiveBytesPerSecond[slot]),
  traffic('sendBytesPerSecond', 'TCPOUT/s', 8, ['send'], 'TCP bytes sent and acknowledged per second', (_, slot, { rates }) => rates.traffic?.sendBytesPerSecond[slot]),
  restless('cgroup', grouped('container', 'CONTAINER', 12, ['ctr'], 'Container name or short ID', (_, slot, { snapshot }) => containerName(snapshot.processes.texts.cgroup[slot]))),
  extra(restless('cgroup', grouped('cgroup', 'CGROUP', 20, [], 'Control group path', (_, slot, { snapshot }) => snapshot.processes.texts.cgroup[slot] || undefined))),
  extra(restless('cgroup', grouped('unit', 'UNIT', 20, [], 'systemd unit, from the path of the control group', (_, slot, { snapshot }) => unitName(snapshot.processes.texts.cgroup[slot])))),
  extra(throttling('throttledPercent', 'THR%', 5, ['throttled'], 'Time for which CPU quotas stopped its control group; 100 is one CPU all the time', (_, slot, sample) => throttledPercent(sample, slot))),
  extra(number('processor', 'P', 3, ['core'], 'CPU on which it last ran', (of, slot) => of.processor[slot])),
  extra(adapting(pidCells, number('processGroupId', 'PGRP', 5, ['pgrp', 'pgid'], 'Process group ID', (of, slot) => of.processGroupId[slot]))),
  extra(adapting(pidCells, number('sessionId', 'SID', 5, ['sid', 'session'], 'Session ID', (of, slot) => of.sessionId[slot]))),
  extra(count('minorFaultsPerSecond', 'MINF/s', 6, ['minflt'], 'Minor page faults per second: no read from storage', (_, slot, { rates }) => rates.minorFaultsPerSecond[slot])),
  extra(count('majorFaultsPerSecond', 'MAJF/s', 6, ['majflt'], 'Major page faults per second: read from storage', (_, slot, { rates }) => rates.majorFaultsPerSecond[slot])),
  extra(restless('memory', rare('swapBytes', 'SWAP', 5, ['swp'], 'Memory in swap', (of, slot) => of.swapBytes[slot]))),
  extra(rare('peakResidentBytes', 'PEAK', 5, ['hwm'], 'Highest RES so far', (of, slot) => of.peakResidentBytes[slot])),
  extra(restless('memory', score('oomScore', 'OOM', 4, ['oom'], 'OOM score: the highest is killed first', (of, slot) => of.oomScore[slot]))),
  extra(cpuDelay('cpuWaitPercent', 'CPUW%', 5, ['cpuwait', 'runq'], 'Time for which it waited for a CPU, without that for which a quota stopped its group; 100 is one thread all the time', (_, slot, sample) => cpuWaitPercent(sample, slot))),
  extra(delay('ioWaitPercent', 'IOW%', 5, ['iowait', 'blkio'], 'Time for which it waited for storage; needs root and kernel.task_delayacct', (_, slot, sample) => ioWaitPercent(sample, slot))),
  extra(delay('swapWaitPercent', 'SWPW%', 5, ['swapwait'], 'Time for which it waited for swap or for memory to be freed; needs root and kernel.task_delayacct', (_, slot, sample) => memoryWaitPercent(sample, slot))),
  extra(switches('contextSwitchesPerSecond', 'CTXSW/s', 7, ['ctxsw', 'switches'], 'Context switches per second: how often it got a CPU', (_, slot, { rates }) => rates.delays?.contextSwitchesPerSecond[slot])),
  extra(growth('residentGrowthBytes', 'RES+', 6, ['growth', 'leak'], 'Growth of RES since it was first shown', (_, slot, sample) => growthNow(sample.growth?.residentBytes, sample, slot))),
  extra(descriptors('fds', 'FDS', 5, ['fd', 'numfds'], 'Open file descriptors', (of, slot) => of.fds[slot])),
  extra(restless('fdLimits', limited('fdsPercent', 'FD%', 5, [], 'Open file descriptors in percent of their limit (RLIMIT_NOFILE)', (of, slot) => (of.fds[slot] / of.fdLimit[slot]) * 100))),
  extra(descriptors('fdsGrowth', 'FDS+', 6, ['fdgrowth'], 'Growth of the open file descriptors since they were first shown', (_, slot, sample) => growthNow(sample.growth?.fds, sample, slot), (count) => formatSigned(count, formatCount))),
  extra(restless('stat', span('uninterruptibleSeconds', 'DTIME', 5, [], 'Time in uninterruptible sleep (D) since ntop has seen it', (of, slot, { snapshot }) => (stateLetter(of.state[slot]) === 'D' ? waitedSeconds(snapshot, slot) : undefined)))),
  extra(restless('waitChannel', kernelName('waitChannel', 'WCHAN', 20, [], 'Where in the kernel it sleeps; - if not permitted', (_, slot, { snapshot }) => snapshot.processes.texts.waitChannel[slot] || undefined))),
];

export type ColumnId = (typeof COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_COLUMN_IDS: readonly ColumnId[] = [
  'pid', 'user', 'nice', 'state', 'cpuPercent', 'memoryPercent', 'residentBytes', 'cpuSeconds', 'command',
];

/** The columns of JSON and CSV by default. Scripts rely on these ids. */
export const JSON_COLUMN_IDS: readonly ColumnId[] = COLUMNS.filter(isInJson).map(({ id }) => id);

const LONG_PID_CELLS = 7;

const byId: ReadonlyMap<string, Column<ColumnId>> = new Map(COLUMNS.map((column) => [column.id, column]));

export function columnById(id: ColumnId): Column<ColumnId> {
  const column = byId.get(id);
  if (column === undefined) throw new RangeError(`no column has the id ${id}`);
  return column;
}

/** PIDs have up to seven digits (pid_max in proc(5)), but usually five. */
export function pidCells({ snapshot }: Sample, usual: number): number {
  return tallyOf(snapshot.processes).longPids > 0 ? LONG_PID_CELLS : usual;
}

const LONG_UID_CELLS = 10;

/** UIDs of containers and directory services have ten digits, and often no name. */
function userCells({ snapshot }: Sample, usual: number): number {
  const { processes } = snapshot;
  if (tallyOf(processes).longUids === 0) return usual;
  const { columns, slots, userNames } = processes;
  for (let slot = 0; slot < slots; slot++) {
    const uid = columns.uid[slot];
    if (isLongUid(uid) && columns.serial[slot] !== 0 && !userNames.has(uid)) return LONG_UID_CELLS;
  }
  return usual;
}

/** Unique per process, even if a PID is reused; the same in every run of ntop until the next boot. */
export function identityText({ snapshot }: Sample, slot: number): string {
  const { pid, startTicks, pidfdInode } = snapshot.processes.columns;
  return `${pid[slot]}-${startTicks[slot]}-${pidfdInode[slot]}`;
}

/** A user's name, or the UID if it has none; not safe for a terminal. */
export function userName({ snapshot }: Sample, uid: number): string {
  return snapshot.processes.userNames.get(uid) ?? String(uid);
}

/** A thread shows its own name and the command of its process. */
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
