import { writeMemory, writeText } from '../list/cell-text.js';
import { adapting, type Column, columnKinds, type Need, restless } from '../list/column-kinds.js';
import { pidCells, userName } from '../processes/columns.js';
import { commandText, fullName, writeCommand } from '../processes/command-line.js';
import type { Sample } from '../sample/sample.js';
import { formatBytes, formatCount, formatSigned } from '../text/units.js';
import { isMemoryRows, type MemoryFigureId, type MemoryRows, processMemoryRows } from './memory-rows.js';

/** The rows made for this sample; by default one per process. */
export function memoryRowsOf(sample: Sample): MemoryRows {
  const { prepared } = sample;
  if (prepared !== undefined && isMemoryRows(prepared)) return prepared;
  const known = plain.get(sample) ?? processMemoryRows(sample);
  plain.set(sample, known);
  return known;
}

const plain = new WeakMap<Sample, MemoryRows>();

const columnKind = columnKinds(memoryRowsOf);
const label = columnKind<string>('text', 'left', 'ascending', writeText);
const command = columnKind<string>('text', 'left', 'ascending', writeCommand);
const number = columnKind<number>('number', 'right', 'ascending', String);
const count = columnKind<number>('number', 'right', 'descending', formatCount);
const memory = columnKind<number>('bytes', 'right', 'descending', writeMemory);
const rare = (needs: Need) => columnKind<number>('bytes', 'right', 'descending', writeMemory, needs);
const growth = columnKind<number>('bytes', 'right', 'descending', (bytes) => formatSigned(bytes, formatBytes));
const score = columnKind<number>('number', 'right', 'descending', String, 'memory');
const seconds = columnKind<number>('seconds', 'right', 'descending', (age) => age.toFixed(0), 'footprints');
const figure = (id: MemoryFigureId) => (rows: MemoryRows, slot: number) => rows.figure(id, slot);

/** The columns of the memory pane. Header, sort menu, picker, filter, JSON, CSV and docs are made from this table. */
// biome-ignore format: one line a column makes it a table
export const MEMORY_COLUMNS = [
  adapting(pidCells, number('pid', 'PID', 5, [], 'Process ID', (rows, slot, { snapshot }) => snapshot.processes.columns.pid[single(rows, slot)])),
  label('user', 'USER', 8, ['u', 'owner'], 'Effective user; the UID if it has no name', commonUser),
  label('name', 'NAME', 15, ['comm'], 'Program name', (rows, slot, { snapshot: { processes: { texts } } }) => named(rows, slot, (member) => fullName(texts.name[member], texts.commandLine[member]))),
  count('processes', 'PROCS', 5, ['procs'], 'Number of processes in the group', (rows, slot) => rows.members(slot).length),
  restless('resident', memory('residentBytes', 'RES', 5, ['res', 'rss', 'mem', 'memory'], 'Resident memory: pages in RAM, including shared pages, which a sum counts several times', figure('residentBytes'))),
  restless('resident', memory('sharedBytes', 'SHR', 5, ['shr', 'shared'], 'Shared part of RES: files and shared mappings', figure('sharedBytes'))),
  rare('footprints')('proportionalBytes', 'PSS', 5, ['pss'], 'Proportional set size: a page shared by n processes counts 1/n; read for visible rows only', figure('proportionalBytes')),
  rare('footprints')('uniqueBytes', 'USS', 5, ['uss'], 'Unique set size: private pages, freed when it ends; read for visible rows only', figure('uniqueBytes')),
  restless('memory', rare('memory')('swapBytes', 'SWAP', 5, ['swp', 'swap'], 'Memory in swap', figure('swapBytes'))),
  restless('resident', growth('growthBytes', 'GROWTH', 6, ['growth', 'leak'], 'Growth of RES since the pane was opened or the process was first seen', figure('growthBytes'))),
  rare('memory')('peakResidentBytes', 'PEAK', 5, ['peak', 'hwm'], 'Highest RES so far', figure('peakResidentBytes')),
  count('minorFaultsPerSecond', 'MINF/s', 6, ['minflt'], 'Minor page faults per second: no read from storage', figure('minorFaultsPerSecond')),
  count('majorFaultsPerSecond', 'MAJF/s', 6, ['majflt'], 'Major page faults per second: read from storage', figure('majorFaultsPerSecond')),
  restless('memory', score('oomScore', 'OOM', 4, ['oom'], 'OOM score: the highest is killed first; for a group the highest', figure('oomScore'))),
  command('command', 'COMMAND', 20, ['cmd', 'args'], 'Command line; for a group its name', commandOf),
  memory('virtualBytes', 'VIRT', 5, ['virt', 'vsz'], 'Virtual memory: the whole address space', figure('virtualBytes')),
  seconds('footprintAgeSeconds', 'AGE', 4, ['age'], 'Seconds since PSS and USS were read', figure('footprintAgeSeconds')),
] satisfies readonly Column[];

export type MemoryColumnId = (typeof MEMORY_COLUMNS)[number]['id'];

// biome-ignore format: the list as it reads on the screen
export const DEFAULT_MEMORY_COLUMN_IDS: readonly MemoryColumnId[] = [
  'pid', 'user', 'residentBytes', 'sharedBytes', 'proportionalBytes', 'uniqueBytes', 'swapBytes', 'growthBytes',
  'peakResidentBytes', 'minorFaultsPerSecond', 'majorFaultsPerSecond', 'oomScore', 'command',
];

/** The columns of JSON and CSV by default. Scripts rely on these ids. */
// biome-ignore format: as above
export const MEMORY_JSON_COLUMN_IDS: readonly MemoryColumnId[] = [
  'pid', 'user', 'name', 'residentBytes', 'sharedBytes', 'virtualBytes', 'swapBytes', 'peakResidentBytes',
  'minorFaultsPerSecond', 'majorFaultsPerSecond', 'oomScore', 'command',
];

/** The slot of the row's process, -1 for a group of several. */
export function single(rows: MemoryRows, slot: number): number {
  const members = rows.members(slot);
  return members.length === 1 ? members[0] : -1;
}

function named(rows: MemoryRows, slot: number, read: (member: number) => string): string | undefined {
  const member = single(rows, slot);
  return member < 0 ? rows.label(slot) : read(member);
}

function commandOf(rows: MemoryRows, slot: number, { snapshot }: Sample): string | undefined {
  const text = rows.label(slot);
  return text ?? commandText(snapshot.processes, rows.members(slot)[0]);
}

/** Undefined if a group has processes of several users. */
function commonUser(rows: MemoryRows, slot: number, sample: Sample): string | undefined {
  const { uid } = sample.snapshot.processes.columns;
  const [first, ...others] = rows.members(slot);
  return others.every((member) => uid[member] === uid[first]) ? userName(sample, uid[first]) : undefined;
}
