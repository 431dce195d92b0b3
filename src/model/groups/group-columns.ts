import { writeCpu, writeMemory, writeText } from '../list/cell-text.js';
import { type Column, columnKinds, extra, oneOf } from '../list/column-kinds.js';
import type { GroupColumns } from '../machine/group-table.js';
import { groupName, KINDS_OF_GROUPS } from '../processes/group-names.js';
import type { Sample } from '../sample/sample.js';
import { formatAmount, formatBytes, formatCount, formatPercent } from '../text/units.js';
import { processCount } from './group-members.js';
import { type GroupRows, groupRowsOf, nameOfRow } from './group-rows.js';
import { killsBelow } from './oom-counts.js';
import { stateOrder, unitState } from './unit-states.js';

const columnKind = columnKinds<GroupRows>(groupRowsOf);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const state = columnKind<string>('text', 'left', 'ascending', writeText, 'units');
const count = columnKind<number>('number', 'right', 'descending', formatCount);
const throttling = columnKind<number>('percent', 'right', 'descending', formatPercent, 'groupThrottling');
const times = columnKind<number>('number', 'right', 'descending', formatCount, 'groupThrottling');
const cpu = columnKind<number>('percent', 'right', 'descending', formatPercent, 'groupCpu');
const cpus = columnKind<number>('number', 'right', 'descending', formatAmount, 'groupCpu');
const memory = columnKind<number>('bytes', 'right', 'descending', writeMemory, 'groupMemory');
const share = columnKind<number>('percent', 'right', 'descending', formatPercent, 'groupMemory');
const tasks = columnKind<number>('number', 'right', 'descending', formatCount, 'groupTasks');
const storage = columnKind<number>('bytes', 'right', 'descending', formatBytes, 'groupIo');
const kills = columnKind<number>('number', 'right', 'descending', formatCount, 'groupOom');
const pressure = columnKind<number>('percent', 'right', 'descending', formatPercent, 'groupPressure');

type Counter = Exclude<keyof GroupColumns, 'serial' | 'parent'>;

const of =
  (counter: Counter) =>
  ({ table }: GroupRows, slot: number) =>
    table.columns[counter][slot];

/** A limit that there is not is no number. */
const limit =
  (counter: Counter) =>
  ({ table }: GroupRows, slot: number) => {
    const found = table.columns[counter][slot];
    return Number.isFinite(found) ? found : undefined;
  };

/** In percent; of no limit it is none. */
function shareOf(value: number | undefined, most: number | undefined): number | undefined {
  return most !== undefined && Number.isFinite(most) && most > 0 ? ((value ?? Number.NaN) / most) * 100 : undefined;
}

const rateOf = (rate: 'throttledPercent' | 'cpuPercent' | 'readBytesPerSecond' | 'writeBytesPerSecond' | Pressure) => {
  return (_: GroupRows, slot: number, { rates }: Sample) => rates.groups?.[rate][slot];
};
type Pressure = 'cpuPressurePercent' | 'memoryPressurePercent' | 'ioPressurePercent';

/** The columns of the control groups. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const GROUP_COLUMNS = [
  label('path', 'PATH', 30, ['cgroup'], 'Path of the group; none for a unit that has failed and has no group left', ({ table }, slot) => table.texts.path[slot] || undefined),
  label('name', 'NAME', 20, ['group'], 'Name: container, systemd unit, or the last part of the path', nameOfRow),
  oneOf(KINDS_OF_GROUPS, label('kind', 'KIND', 9, [], 'Kind: service, scope, slice, container, session or other', ({ table, lost }, slot) => groupName(table.texts.path[slot] ?? `/${lost[slot]}`).kind)),
  cpu('cpuPercent', 'CPU%', 5, ['cpu'], 'CPU use since the last sample, with all groups below; 100 is one core', rateOf('cpuPercent'), writeCpu),
  cpu('quotaPercent', 'QUOTA%', 6, ['quota'], 'The same in percent of its own CPU quota', ({ table }, slot, { rates }) => shareOf(rates.groups?.cpuPercent[slot], table.columns.quotaCpus[slot] * 100)),
  throttling('throttledPercent', 'THR%', 5, ['throttled'], 'Time for which its CPU quota, or one above it, stopped it; 100 is one CPU all the time', rateOf('throttledPercent')),
  memory('memoryBytes', 'MEM', 5, ['mem', 'memory'], 'Memory that counts for it, with its share of the page cache and all groups below', of('memoryBytes')),
  memory('memoryLimitBytes', 'LIMIT', 5, ['limit', 'memlimit'], 'Its own memory limit', limit('memoryLimitBytes')),
  memory('swapBytes', 'SWAP', 5, ['swp', 'swap'], 'Memory in swap', of('swapBytes')),
  tasks('tasks', 'TASKS', 5, [], 'Processes and threads, as the kernel counts them', of('tasks')),
  storage('readBytesPerSecond', 'READ/s', 6, ['read'], 'Bytes read from storage per second', rateOf('readBytesPerSecond')),
  storage('writeBytesPerSecond', 'WRIT/s', 6, ['write'], 'Bytes written to storage per second', rateOf('writeBytesPerSecond')),
  kills('oomKills', 'OOM', 4, ['oom'], 'Processes that the kernel killed for memory, with all groups below; in version 1 those that still exist', (_, slot, { snapshot }) => killsBelow(snapshot.groups, slot)),
  pressure('cpuPressurePercent', 'PSIC%', 5, ['cpupressure'], 'Time in which some of its tasks waited for a CPU; version 2 only', rateOf('cpuPressurePercent')),
  pressure('memoryPressurePercent', 'PSIM%', 5, ['mempressure'], 'The same for memory', rateOf('memoryPressurePercent')),
  pressure('ioPressurePercent', 'PSII%', 5, ['iopressure'], 'The same for storage', rateOf('ioPressurePercent')),
  { ...state('unitState', 'STATE', 14, ['state'], 'State of the systemd unit: active/running, failed …; - where systemd does not say', ({ table, lost }, slot, { snapshot }) => unitState(snapshot.units, slot < table.slots ? groupName(table.texts.path[slot]).systemUnit : lost[slot])), sortKey: (text: string) => stateOrder(text) + text },
  extra(share('memoryPercent', 'MEM%', 5, [], 'Memory in percent of its own limit', ({ table: { columns } }, slot) => shareOf(columns.memoryBytes[slot], columns.memoryLimitBytes[slot]))),
  extra(cpus('quotaCpus', 'CPUS', 5, [], 'CPUs that its own quota allows', limit('quotaCpus'))),
  extra(times('throttledPeriods', 'THR#', 6, ['nthrottled'], 'How often its own quota was used up since it was made', of('throttledPeriods'))),
  extra(tasks('taskLimit', 'MAXTSK', 6, [], 'Its own limit of tasks', limit('taskLimit'))),
  extra(count('processes', 'PROCS', 5, ['procs'], 'Processes in it and in all groups below that can be seen', (_, slot, { snapshot }) => processCount(snapshot, slot))),
] satisfies readonly Column[];

export type GroupColumnId = (typeof GROUP_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_GROUP_COLUMN_IDS: readonly GroupColumnId[] = [
  'cpuPercent', 'quotaPercent', 'throttledPercent', 'memoryBytes', 'memoryLimitBytes', 'swapBytes', 'tasks',
  'readBytesPerSecond', 'writeBytesPerSecond', 'oomKills', 'unitState', 'name',
];

// biome-ignore format: as above
export const WIDE_GROUP_COLUMN_IDS: readonly GroupColumnId[] = [
  'cpuPercent', 'quotaPercent', 'throttledPercent', 'memoryBytes', 'memoryLimitBytes', 'swapBytes', 'tasks',
  'readBytesPerSecond', 'writeBytesPerSecond', 'oomKills', 'cpuPressurePercent', 'memoryPressurePercent',
  'ioPressurePercent', 'unitState', 'kind', 'name',
];

/** The columns of JSON and CSV by default. Scripts rely on these ids. */
// biome-ignore format: as above
export const GROUP_JSON_COLUMN_IDS: readonly GroupColumnId[] = [
  'path', 'name', 'kind', 'cpuPercent', 'quotaPercent', 'throttledPercent', 'memoryBytes', 'memoryLimitBytes', 'swapBytes',
  'tasks', 'readBytesPerSecond', 'writeBytesPerSecond', 'oomKills', 'cpuPressurePercent', 'memoryPressurePercent',
  'ioPressurePercent', 'unitState',
];
