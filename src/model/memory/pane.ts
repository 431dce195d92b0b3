import { own, section } from '../list/binding.js';
import type { Column } from '../list/column-kinds.js';
import type { Command } from '../list/commands.js';
import type { Narrowing, Pane, WriteTotals } from '../list/pane.js';
import type { PaneContext } from '../list/part.js';
import { isKindShown, isProcessWanted } from '../list/row-choice.js';
import { isThread } from '../machine/process-kinds.js';
import { PROCESS_BINDINGS } from '../processes/bindings.js';
import { identityText } from '../processes/columns.js';
import { describeProcess } from '../processes/pane.js';
import { growthAt } from '../sample/growth.js';
import type { Sample } from '../sample/sample.js';
import type { Tone } from '../text/line.js';
import { clean } from '../text/text.js';
import { formatBytes } from '../text/units.js';
import { MAPPINGS_TAB } from './mappings.js';
import {
  DEFAULT_MEMORY_COLUMN_IDS,
  MEMORY_COLUMNS,
  MEMORY_JSON_COLUMN_IDS,
  memoryRowsOf,
  single,
} from './memory-columns.js';
import { memoryFacts } from './memory-facts.js';
import { memoryPanel, memoryPanelHeight } from './memory-panel.js';
import { measureMemory, prepareMemory } from './prepare.js';
import {
  beginMemory,
  type MemoryEffect,
  type MemoryMessage,
  type MemoryState,
  readMemory,
  reduceMemory,
} from './reduce.js';

const remembering = section('list', 'Memory');

/** The keys of the memory pane. */
const MEMORY_BINDINGS = [
  remembering('enter', { type: 'inspect', tab: 'mappings' }, 'Show mapped files', { first: true }),
  remembering('b', own('memory', 'nextGrouping'), 'Group by program, user …', { first: true }),
  remembering('x', own('memory', 'resetGrowth'), 'Count growth from now', { first: true }),
  remembering('M', { type: 'sortBy', columnId: 'residentBytes' }, 'Sort by memory', { first: true }),
];

export const MEMORY: Pane<MemoryState, MemoryMessage, MemoryEffect> = {
  id: 'memory',
  begin: beginMemory,
  bindings: [...MEMORY_BINDINGS, ...PROCESS_BINDINGS],
  commands: { nextGrouping: [], resetGrowth: [] },
  refuses: refuseTag,
  reduce: reduceMemory,
  recall: (own, { snapshot }) => ({ ...own, growth: growthAt(own.growth, snapshot.system.monotonicSeconds) }),
  choose: (own, { grouping, groupSerials }) => ({ ...own, grouping, groupSerials }),
  countFrom: (own, { residentBytes }) => ({ ...own, growth: residentBytes }),
  carryOut: readMemory,
  detailTabs: [MAPPINGS_TAB],
  needs: ({ own, isOpen }) => ({ memoryDetail: isOpen, cgroup: isOpen && own.grouping === 'cgroup' }),
  panel: { height: memoryPanelHeight, lines: memoryPanel },
  prepare: prepareMemory,
  measure: { need: 'footprints', read: measureMemory },
  label: 'Memory',
  key: '3',
  shortName: 'mem',
  noun: ({ grouping }) => (grouping === 'none' ? 'process' : 'group'),
  columns: MEMORY_COLUMNS,
  words: ['command', 'name'],
  digits: ['pid'],
  synonyms: {},
  jsonColumnIds: MEMORY_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'memoryColumns',
    initial: DEFAULT_MEMORY_COLUMN_IDS,
    description: 'Columns of the memory pane, in this order',
  },
  sortSetting: { id: 'memorySort', initial: '-residentBytes', description: 'Sort column of the memory pane' },
  mainColumnId: 'command',
  narrowCells: 112,
  mainCells: 12,
  leave: [
    'minorFaultsPerSecond',
    'peakResidentBytes',
    'sharedBytes',
    'user',
    'majorFaultsPerSecond',
    'uniqueBytes',
    'swapBytes',
    'proportionalBytes',
    'oomScore',
    'growthBytes',
  ],
  stay: ['pid', 'residentBytes', 'command'],
  rows: memoryRowsOf,
  isOfKind: isProcess,
  isWanted: isMemoryWanted,
  totals: memoryTotals,
  processSlot: (sample, slot) => single(memoryRowsOf(sample), slot),
  noProcess: () => 'this row is a group: press b to show single processes',
  describe: describeRow,
  copied: (sample, slot) => String(pidOf(sample, slot) ?? describeRow(sample, slot)),
  identity: (sample, slot) => identityText(sample, slot),
  facts: memoryFacts,
  tone: memoryTone,
};

function refuseTag({ own }: PaneContext<MemoryState>, { type }: Command): string | undefined {
  const isRefused = type === 'tag' && own.grouping !== 'none';
  return isRefused ? 'groups can not be tagged: press b to show single processes' : undefined;
}

/** Groups contain only processes that are shown. */
function isProcess(narrowing: Narrowing, slot: number): boolean {
  const { columns } = narrowing.sample.snapshot.processes;
  return isGrouped(narrowing.sample) || (isKindShown(narrowing, slot) && !isThread(columns, slot));
}

function isMemoryWanted(narrowing: Narrowing, slot: number): boolean {
  return isGrouped(narrowing.sample) || isProcessWanted(narrowing, slot);
}

function isGrouped(sample: Sample): boolean {
  return memoryRowsOf(sample).label(0) !== undefined;
}

/** Always in bytes: shared pages count several times, so a percentage of RAM would mean nothing. */
function memoryTotals(sample: Sample, slots: Int32Array): WriteTotals {
  const rows = memoryRowsOf(sample);
  let resident = 0;
  for (const slot of slots) resident += rows.figure('residentBytes', slot);
  const text = Number.isNaN(resident) ? '' : `RES ${formatBytes(resident)}`;
  return () => text;
}

function pidOf(sample: Sample, slot: number): number | undefined {
  return sample.snapshot.processes.columns.pid[single(memoryRowsOf(sample), slot)];
}

function describeRow(sample: Sample, slot: number): string {
  const rows = memoryRowsOf(sample);
  const member = single(rows, slot);
  return member < 0 ? clean(rows.label(slot) ?? '') : describeProcess(sample, member);
}

/** A row is huge from this share of RAM. */
const HUGE_SHARE = 0.1;
const RESIDENT: ReadonlySet<string> = new Set(['pid', 'user', 'residentBytes', 'command']);

/** Growth, major faults and swap are highlighted. */
function memoryTone({ id }: Column, sample: Sample, slot: number): Tone {
  const total = sample.snapshot.system.memory?.totalBytes ?? Number.NaN;
  if (memoryRowsOf(sample).figure('residentBytes', slot) >= HUGE_SHARE * total && RESIDENT.has(id)) return 'huge';
  if (id === 'residentBytes') return 'strong';
  if (id !== 'growthBytes' && id !== 'majorFaultsPerSecond' && id !== 'swapBytes') return 'normal';
  const figure = memoryRowsOf(sample).figure(id, slot);
  if (id === 'swapBytes') return figure > 0 ? 'normal' : 'muted';
  return figure > 0 ? 'warning' : 'muted';
}
