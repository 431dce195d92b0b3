import { type Forest, processForest } from '../list/family.js';
import type { Head, Headed } from '../list/heads.js';
import type { GroupTable } from '../machine/group-table.js';
import { NONE } from '../sample/pid-index.js';
import type { Rows, Sample } from '../sample/sample.js';
import { clean } from '../text/text.js';
import { groupName } from './group-names.js';

/** The setting by which the processes stand below their control groups. */
export const BY_GROUP = 'treeByGroup';

/** Processes in their slots, and behind them their control groups. */
type GroupedRows = Rows & {
  readonly groups: GroupTable;
  /** Slots of processes. */
  readonly processes: number;
  /** Within a group, processes stand below their parents. */
  readonly isNested: boolean;
};

/** Undefined while groups have not been read. */
export function groupedRows({ snapshot }: Sample, isNested: boolean): GroupedRows | undefined {
  const { processes, groups } = snapshot;
  if (groups === undefined) return undefined;
  const slots = processes.slots + groups.slots;
  const serial = new Float64Array(slots);
  serial.set(processes.columns.serial.subarray(0, processes.slots));
  // Serials of processes and of groups both count upwards.
  for (let at = 0; at < groups.slots; at++) serial[processes.slots + at] = -groups.columns.serial[at];
  return { slots, serial, order: processes.columns.pid, groups, processes: processes.slots, isNested };
}

export function groupedRowsOf({ prepared }: Sample): GroupedRows | undefined {
  return prepared !== undefined && 'groups' in prepared && 'isNested' in prepared
    ? (prepared as GroupedRows)
    : undefined;
}

/** Processes below their group, or below a parent in the same one; groups below groups. */
export function groupForest(sample: Sample): Forest {
  const rows = groupedRowsOf(sample);
  const plain = processForest(sample);
  if (rows === undefined) return plain;
  const { slots, serial, processes, groups, isNested } = rows;
  const { group, pid, threadGroupId } = sample.snapshot.processes.columns;
  const groupSlot = (at: number) => (at < 0 || at >= groups.slots ? NONE : processes + at);
  const parentOf = (slot: number) => {
    if (slot >= processes) return groupSlot(groups.columns.parent[slot - processes]);
    const isThread = pid[slot] !== threadGroupId[slot];
    const parent = isNested || isThread ? plain.parentOf(slot) : NONE;
    return parent !== NONE && (isThread || group[parent] === group[slot]) ? parent : groupSlot(group[slot]);
  };
  return { slots, serial, parentOf, counts: (slot) => slot < processes && plain.counts(slot) };
}

/** The groups of these processes and all above them, by path. */
export function groupHeads(sample: Sample, shown: Int32Array): Headed | undefined {
  const rows = groupedRowsOf(sample);
  if (rows === undefined) return undefined;
  const { groups, processes } = rows;
  const { group } = sample.snapshot.processes.columns;
  const { counts } = processForest(sample);
  const members = new Map<number, number[]>();
  for (const slot of shown) {
    let at = group[slot];
    for (
      let levels = 0;
      at >= 0 && at < groups.slots && levels < groups.slots;
      at = groups.columns.parent[at], levels++
    ) {
      const known = members.get(at) ?? [];
      members.set(at, known);
      if (counts(slot)) known.push(slot);
    }
  }
  const { path } = groups.texts;
  const sorted = [...members.keys()].sort((one, other) => ((path[one] ?? '') < (path[other] ?? '') ? -1 : 1));
  return new Map(sorted.map((at) => [processes + at, headOf(path[at] ?? '', members.get(at) ?? [])]));
}

function headOf(path: string, members: readonly number[]): Head {
  return { text: clean(groupName(path).name), members };
}

/** The path of the group that the row is; undefined for a process. Not safe for a terminal. */
export function groupPathOf(sample: Sample, slot: number): string | undefined {
  const rows = groupedRowsOf(sample);
  return rows !== undefined && slot >= rows.processes ? rows.groups.texts.path[slot - rows.processes] : undefined;
}
