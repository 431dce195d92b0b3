import { own, section } from '../list/binding.js';
import { writeCpu } from '../list/cell-text.js';
import type { Forest } from '../list/family.js';
import type { Narrowing, Pane, WriteTotals } from '../list/pane.js';
import type { Choices } from '../list/part.js';
import { isOfUsers } from '../list/row-choice.js';
import { toggle } from '../list/setting.js';
import { GROUP_KINDS, type GroupKind } from '../machine/group-table.js';
import type { Needs } from '../machine/machine.js';
import { TREE_BINDINGS } from '../processes/bindings.js';
import type { Sample } from '../sample/sample.js';
import { clean } from '../text/text.js';
import { formatBytes } from '../text/units.js';
import {
  DEFAULT_GROUP_COLUMN_IDS,
  GROUP_COLUMNS,
  GROUP_JSON_COLUMN_IDS,
  WIDE_GROUP_COLUMN_IDS,
} from './group-columns.js';
import { countMembers, membersOf } from './group-members.js';
import { groupRowsOf, nameOfRow } from './group-rows.js';
import { sumOnce } from './group-sums.js';
import { groupTone } from './group-tone.js';
import { limitLine } from './limit-line.js';
import { reduceGroups } from './reduce.js';

const tree = section('list', 'Tree');
const looking = section('list', 'Groups');

const GROUP_BINDINGS = [
  tree('f5 t V', { type: 'toggle', setting: 'groupTree' }, 'Toggle tree view', { label: 'Tree', first: true }),
  looking('enter', own('groups', 'showGroup'), 'Show its processes', { first: true }),
  looking('f9 k', own('groups', 'askSignal'), 'Signal its process; of several, show them first', {
    label: 'Kill',
    vim: ['f9', 'K'],
    first: true,
  }),
  looking('f4 \\ o', { type: 'openPrompt', purpose: 'filter' }, 'Filter: kind=service memory>500M', {
    label: 'Filter',
    first: true,
  }),
];

/** Control groups: services, containers, sessions. */
export const GROUPS: Pane<undefined> = {
  id: 'groups',
  begin: () => undefined,
  bindings: [...GROUP_BINDINGS, ...TREE_BINDINGS],
  commands: { showGroup: ['selected'], askSignal: ['writable', 'selected'] },
  reduce: reduceGroups,
  headline: limitLine,
  needs: groupNeeds,
  settings: [toggle('groupTree', true, 'Show control groups as a tree')],
  label: 'Groups',
  key: '6',
  shortName: 'cg',
  noun: () => 'group',
  columns: GROUP_COLUMNS,
  words: ['name', 'path'],
  digits: [],
  synonyms: {},
  jsonColumnIds: GROUP_JSON_COLUMN_IDS,
  columnsSetting: {
    id: 'groupColumns',
    initial: DEFAULT_GROUP_COLUMN_IDS,
    description: 'Columns of the control groups, in this order',
  },
  sortSetting: { id: 'groupSort', initial: '-cpuPercent', description: 'Sort column of the control groups' },
  wideColumnIds: WIDE_GROUP_COLUMN_IDS,
  mainColumnId: 'name',
  narrowCells: 120,
  mainCells: 26,
  leave: [
    'swapBytes',
    'quotaPercent',
    'oomKills',
    'unitState',
    'writeBytesPerSecond',
    'readBytesPerSecond',
    'memoryLimitBytes',
    'throttledPercent',
    'tasks',
    'memoryBytes',
  ],
  stay: ['cpuPercent', 'name'],
  rows: groupRowsOf,
  isTree: ({ setting }) => setting('groupTree') === true,
  forest: groupForest,
  isOfKind: () => true,
  isWanted: isGroupWanted,
  totals: groupTotals,
  processSlot: () => -1,
  members: ({ snapshot }, serial) => membersOf(snapshot, slotWith(snapshot.groups?.columns.serial, serial)),
  vanished: 'is gone',
  noProcess: () => 'it is a group: Enter shows its processes',
  describe: (sample, slot) => clean(nameIn(sample, slot)),
  copied: ({ snapshot }, slot) => snapshot.groups?.texts.path[slot] ?? '',
  intervalSeconds: ({ rates }) => rates.groups?.intervalSeconds,
  remarks: groupRemarks,
  tone: groupTone,
};

/** What of groups each column needs. */
const KINDS: Readonly<Record<string, GroupKind>> = {
  groupThrottling: 'throttling',
  groupCpu: 'cpu',
  groupMemory: 'memory',
  groupTasks: 'tasks',
  groupIo: 'io',
  groupOom: 'oom',
  groupPressure: 'pressure',
};

/** Which groups there are comes with any reading of them: the cheapest is that of their tasks. */
function groupNeeds({ isOpen, alone, needed }: Choices): Partial<Needs> {
  const limits = { ownLimits: true };
  if (!isOpen) return alone?.pane === 'groups' ? { ...limits, cgroup: true, groups: ['tasks'] } : limits;
  const kinds = new Set<GroupKind>(['tasks', ...[...needed].flatMap((need) => KINDS[need] ?? [])]);
  const groups = GROUP_KINDS.filter((kind) => kinds.has(kind));
  return { ...limits, cgroup: true, groups, emptyGroups: true, ...(needed.has('units') && { units: 'seldom' }) };
}

function slotWith(serials: Float64Array | undefined, serial: number): number {
  return serials === undefined || serial === 0 ? -1 : serials.indexOf(serial);
}

function nameIn(sample: Sample, slot: number): string {
  const rows = groupRowsOf(sample);
  return rows === undefined ? '' : nameOfRow(rows, slot);
}

function groupForest(sample: Sample): Forest {
  const rows = groupRowsOf(sample);
  const { slots, serial } = rows ?? { slots: 0, serial: new Float64Array(0) };
  return { slots, serial, parentOf: (slot) => rows?.parentOf(slot) ?? -1, counts: () => true };
}

/** Of users, or of PIDs: a group in which, or below which, is one of their processes. */
function isGroupWanted({ sample, users, pids }: Narrowing, slot: number): boolean {
  if (users === undefined && pids === undefined) return true;
  return (wantedCounts(sample, users, pids)[slot] ?? 0) > 0;
}

let asked:
  | { readonly sample: Sample; readonly users: unknown; readonly pids: unknown; readonly counts: Int32Array }
  | undefined;

/** The last answer, because each row asks. */
function wantedCounts(sample: Sample, users: Narrowing['users'], pids: Narrowing['pids']): Int32Array {
  if (asked?.sample === sample && asked.users === users && asked.pids === pids) return asked.counts;
  const { pid, uid } = sample.snapshot.processes.columns;
  const counts = countMembers(
    sample.snapshot,
    (slot) => (pids?.has(pid[slot]) ?? true) && isOfUsers(users, sample, uid[slot]),
  );
  asked = { sample, users, pids, counts };
  return counts;
}

/** The figures of a group have those below it: only the outermost ones count, and below those of which nothing is known. */
function groupTotals(sample: Sample, slots: Int32Array): WriteTotals {
  const { groups } = sample.snapshot;
  if (groups === undefined) return () => '';
  const cpuPercent = sumOnce(groups, slots, sample.rates.groups?.cpuPercent ?? new Float64Array(0));
  const memoryBytes = sumOnce(groups, slots, groups.columns.memoryBytes);
  return (context, of) =>
    [
      ...(Number.isNaN(cpuPercent) ? [] : [`CPU ${writeCpu(cpuPercent, context, of)}%`]),
      ...(Number.isNaN(memoryBytes) ? [] : [`MEM ${formatBytes(memoryBytes)}`]),
    ].join(', ');
}

function groupRemarks({ snapshot }: Sample): readonly string[] {
  const { groups, units } = snapshot;
  return [
    ...(groups?.versions === 0 ? ['no control groups are mounted here'] : []),
    ...(groups !== undefined && groups.leftOut > 0 ? [`${groups.leftOut} groups more than there is room for`] : []),
    ...(units?.source.state === 'failed' ? [clean(`systemd can't be asked: ${units.source.reason}`)] : []),
  ];
}
