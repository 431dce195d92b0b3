import type { Narrowing } from '../list/pane.js';
import { isKindShown, isProcessWanted } from '../list/row-choice.js';
import { userName } from '../processes/columns.js';
import { fullName } from '../processes/command-line.js';
import type { Sample } from '../sample/sample.js';
import type { MemoryGroup } from './memory-rows.js';

/** How the processes of the memory pane can be grouped. */
export const GROUPINGS = ['none', 'program', 'user', 'cgroup'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const KEYS: Readonly<Record<Exclude<Grouping, 'none'>, (sample: Sample, slot: number) => string>> = {
  program: ({ snapshot: { processes } }, slot) =>
    fullName(processes.texts.name[slot], processes.texts.commandLine[slot]),
  user: (sample, slot) => userName(sample, sample.snapshot.processes.columns.uid[slot]),
  cgroup: ({ snapshot: { processes } }, slot) => processes.texts.cgroup[slot],
};

/** Serials of groups by their key. Negative, because positive ones are processes. */
export type GroupSerials = { readonly byKey: ReadonlyMap<string, number>; readonly last: number };

export const NO_GROUPS: GroupSerials = { byKey: new Map(), last: 0 };

/**
 * The wanted processes in groups, without threads. A group keeps its serial. Processes whose control group has not been
 * read yet are in no group.
 */
export function groupProcesses(
  grouping: Exclude<Grouping, 'none'>,
  narrowing: Narrowing,
  before: GroupSerials,
): { readonly groups: readonly MemoryGroup[]; readonly serials: GroupSerials } {
  const { sample } = narrowing;
  const { slots, columns } = sample.snapshot.processes;
  const members = new Map<string, number[]>();
  for (let slot = 0; slot < slots; slot++) {
    const isProcess = columns.serial[slot] !== 0 && columns.pid[slot] === columns.threadGroupId[slot];
    if (!isProcess || !isKindShown(narrowing, slot) || !isProcessWanted(narrowing, slot)) continue;
    const key = KEYS[grouping](sample, slot);
    if (key === '') continue;
    const group = members.get(key);
    if (group === undefined) members.set(key, [slot]);
    else group.push(slot);
  }
  let { last } = before;
  const groups = [...members].map(([label, slots]): MemoryGroup => {
    const serial = before.byKey.get(`${grouping} ${label}`) ?? --last;
    return { serial, label, members: slots };
  });
  return {
    groups,
    serials: { byKey: new Map(groups.map(({ label, serial }) => [`${grouping} ${label}`, serial])), last },
  };
}
