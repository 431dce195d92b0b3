import { writeCpu } from '../list/cell-text.js';
import type { Command } from '../list/commands.js';
import type { Narrowing, Pane, TotalsSince, WriteTotals } from '../list/pane.js';
import type { PaneContext } from '../list/part.js';
import { isKindShown, isProcessWanted } from '../list/row-choice.js';
import { toggle } from '../list/setting.js';
import { isThread } from '../machine/process-kinds.js';
import { createProcessGrowth, type ProcessGrowth, processGrowthAt } from '../sample/growth.js';
import { slotsChanged } from '../sample/rates.js';
import type { Rows, Sample } from '../sample/sample.js';
import { nextSums, type Sums, sumOf } from '../sample/selection-sums.js';
import type { Tone } from '../text/line.js';
import { clean } from '../text/text.js';
import { formatBytes } from '../text/units.js';
import {
  type CellContext,
  COLUMNS,
  type Column,
  type ColumnId,
  DEFAULT_COLUMN_IDS,
  identityText,
  JSON_COLUMN_IDS,
} from './columns.js';
import { groupName } from './group-names.js';
import { BY_GROUP, groupedRows, groupedRowsOf, groupForest, groupHeads, groupPathOf } from './group-tree.js';

// biome-ignore format: as a list
const SUMMED_IDS: readonly ColumnId[] = [
  'threads', 'cpuPercent', 'memoryPercent', 'residentBytes', 'virtualBytes', 'sharedBytes', 'cpuSeconds', 'readBytesPerSecond',
  'writeBytesPerSecond', 'receiveBytesPerSecond', 'sendBytesPerSecond', 'minorFaultsPerSecond', 'majorFaultsPerSecond', 'swapBytes',
];

import { LIST_BINDINGS, PROCESS_BINDINGS } from './bindings.js';

export const PROCESSES: Pane<ProcessGrowth> = {
  id: 'processes',
  begin: createProcessGrowth,
  complete: (growth, sample) => ({ ...sample, growth }),
  recall: (growth, { snapshot }) => processGrowthAt(growth, snapshot.system.monotonicSeconds),
  countFrom: (_, growth) => growth,
  bindings: [...LIST_BINDINGS, ...PROCESS_BINDINGS],
  label: 'Processes',
  key: '1',
  shortName: 'ps',
  // The row of a process stands for its first thread, as in the header's count.
  noun: (_own, setting) => (setting('threads') === true ? 'thread' : 'process'),
  needs: ({ isOpen, setting }) => ({
    threads: isOpen && setting('threads') === true,
    ...(isOpen && setting(BY_GROUP) === true ? { cgroup: true, groups: ['tasks'] } : {}),
  }),
  settings: [
    toggle('endedProcesses', true, 'Keep ended processes in the list for some seconds'),
    toggle('newProcesses', true, 'Mark new processes for some seconds'),
    toggle(BY_GROUP, false, 'Show processes below their control groups'),
  ],
  comingAndGoing: { ended: 'endedProcesses', new: 'newProcesses', endedTexts: { state: 'X' } },
  isNew: isNewProcess,
  refuses: refuse,
  isTree: ({ alone, setting }) => alone !== undefined || setting('tree') === true || setting(BY_GROUP) === true,
  prepare: prepareGroups,
  forest: groupForest,
  heads: groupHeads,
  narrowedBy: ({ setting }) => (setting('hideIdle') === true ? ['busy only'] : []),
  columns: COLUMNS,
  words: ['command', 'name'],
  digits: ['pid'],
  synonyms: {},
  jsonColumnIds: JSON_COLUMN_IDS,
  wideColumnIds: [
    'pid',
    'user',
    'priority',
    'nice',
    'state',
    'threads',
    'cpuPercent',
    'memoryPercent',
    'virtualBytes',
    'residentBytes',
    'readBytesPerSecond',
    'writeBytesPerSecond',
    'cpuSeconds',
    'startTime',
    'container',
    'command',
  ],
  columnsSetting: {
    id: 'columns',
    initial: DEFAULT_COLUMN_IDS,
    description: 'Columns of the processes, in this order',
  },
  sortSetting: {
    id: 'sort',
    initial: '-cpuPercent',
    description: 'Sort column of the processes; - before it sorts descending, + ascending',
  },
  mainColumnId: 'command',
  narrowCells: 60,
  mainCells: 12,
  leave: ['priority', 'nice', 'cpuSeconds', 'memoryPercent', 'state', 'user', 'residentBytes', 'cpuPercent'],
  stay: ['pid', 'command'],
  summedIds: SUMMED_IDS,
  rows: (sample) => groupedRowsOf(sample) ?? processRows(sample),
  isOfKind: (narrowing, slot) => slot < narrowing.sample.snapshot.processes.slots && isKindShown(narrowing, slot),
  isWanted: isProcessWanted,
  totals: processTotals,
  slotsChanged: (before, now) => (hasOwnOrder(before, now) ? undefined : slotsChanged(before, now)),
  processSlot: ({ snapshot }, slot) => (slot < snapshot.processes.slots ? slot : -1),
  noProcess: () => 'it is a control group: c tags its processes, + and - fold it',
  describe: (sample, slot) => clean(nameOfGroupAt(sample, slot) ?? describeProcess(sample, slot)),
  remarks: processRemarks,
  copied: (sample, slot) => groupPathOf(sample, slot) ?? String(sample.snapshot.processes.columns.pid[slot]),
  identity: identityText,
  tone: processTone,
};

/** Processes are new for so long. */
const NEW_SECONDS = 5;

function isNewProcess({ snapshot }: Sample, slot: number): boolean {
  const { uptimeSeconds = Number.NaN, ticksPerSecond } = snapshot.system;
  return uptimeSeconds - snapshot.processes.columns.startTicks[slot] / ticksPerSecond < NEW_SECONDS;
}

function processRemarks(sample: Sample): readonly string[] {
  const { delaysUnknown } = sample.snapshot;
  return [
    ...(groupedRowsOf(sample) === undefined ? [] : ['by control group']),
    ...(delaysUnknown === undefined ? [] : [clean(`IOW%, SWPW% unknown: ${delaysUnknown}`)]),
  ];
}

/** Only on a screen, and once they have been read. */
function prepareGroups(own: ProcessGrowth, { sample, setting, alone }: Narrowing<ProcessGrowth>) {
  if (setting?.(BY_GROUP) !== true) return undefined;
  const rows = groupedRows(sample, alone !== undefined || setting('tree') === true);
  return rows && { own, rows };
}

function nameOfGroupAt(sample: Sample, slot: number): string | undefined {
  const path = groupPathOf(sample, slot);
  return path === undefined ? undefined : groupName(path).name;
}

function refuse({ alone, sample, selected }: PaneContext, command: Command): string | undefined {
  const isGroup = () => sample !== undefined && groupPathOf(sample, selected()) !== undefined;
  if (command.type === 'tag' && isGroup()) return 'a control group can not be tagged: c tags its processes';
  const isTree = command.type === 'toggle' && command.setting === 'tree';
  return isTree && alone !== undefined ? `a ${alone.noun} is always a tree: Esc leaves it` : undefined;
}

export function processRows({ snapshot }: Sample): Rows {
  const { slots, columns } = snapshot.processes;
  return { slots, serial: columns.serial, order: columns.pid };
}

export function describeProcess({ snapshot }: Sample, slot: number): string {
  const { columns, texts } = snapshot.processes;
  return `${columns.pid[slot]} ${clean(texts.name[slot] ?? '')}`;
}

/** Rows of control groups among them, or shares of another amount of memory. */
function hasOwnOrder(before: Sample, now: Sample): boolean {
  const [first, second] = [before.snapshot.system.memory, now.snapshot.system.memory];
  return before.prepared !== undefined || now.prepared !== undefined || first?.totalBytes !== second?.totalBytes;
}

const sumsOfTotals = new WeakMap<WriteTotals, Sums>();

export function processTotals(sample: Sample, slots: Int32Array, since?: TotalsSince): WriteTotals {
  const before = since && sumsOfTotals.get(since.totals);
  const sums = (before && since && nextSums(before, sample, since)) ?? sumOf(sample, slots);
  const totals: WriteTotals = (context, of) => writeSums(sums, context, of);
  sumsOfTotals.set(totals, sums);
  return totals;
}

/**
 * In the units of the list. Shares of the whole machine are not what people expect, so they say so. Nothing of what is
 * unknown.
 */
export function writeSums({ cpuPercent, residentBytes }: Sums, context: CellContext, sample: Sample): string {
  const of = context.cpuBasis === 'core' ? '' : ' of all CPUs';
  return [
    ...(Number.isNaN(cpuPercent) ? [] : [`CPU ${writeCpu(cpuPercent, context, sample)}%${of}`]),
    ...(Number.isNaN(residentBytes) ? [] : [`RES ${formatBytes(residentBytes)}`]),
  ].join(', ');
}

/** A row is busy from this CPU% (100 is one CPU), or huge from this share of RAM. */
const BUSY_PERCENT = 50;
const HUGE_SHARE = 0.1;

/** Busy and huge processes, threads and states are coloured. */
export function processTone(column: Column, sample: Sample, slot: number): Tone {
  switch (column.id) {
    case 'state':
      return STATE_TONES[column.value(sample, slot) as string] ?? 'muted';
    case 'nice':
      return column.value(sample, slot) === 0 ? 'muted' : 'normal';
    case 'memoryPercent':
    case 'residentBytes':
      return isHuge(sample, slot) ? 'huge' : rowTone(sample, slot);
    default:
      return rowTone(sample, slot);
  }
}

/** The last answer, because each cell of a row asks. */
let asked: { readonly sample: Sample; readonly slot: number; readonly tone: Tone } | undefined;

function rowTone(sample: Sample, slot: number): Tone {
  if (asked?.sample !== sample || asked.slot !== slot) asked = { sample, slot, tone: toneOfRow(sample, slot) };
  return asked.tone;
}

function toneOfRow(sample: Sample, slot: number): Tone {
  if (sample.rates.cpuPercent[slot] >= BUSY_PERCENT) return 'busy';
  if (isThread(sample.snapshot.processes.columns, slot)) return 'thread';
  return isHuge(sample, slot) ? 'huge' : 'normal';
}

/** Threads share the memory of their process. */
function isHuge({ snapshot }: Sample, slot: number): boolean {
  const { columns } = snapshot.processes;
  const total = snapshot.system.memory?.totalBytes ?? Number.NaN;
  return !isThread(columns, slot) && columns.residentBytes[slot] >= HUGE_SHARE * total;
}

const STATE_TONES: { readonly [state: string]: Tone } = {
  R: 'good',
  D: 'danger',
  Z: 'warning',
  T: 'warning',
  t: 'warning',
};
